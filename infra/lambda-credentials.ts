import type { Plugin } from 'esbuild';

/**
 * Shortens the SDK's search for credentials to the environment, where Lambda always puts them. The rest of the
 * search (profiles, single sign-on, containers, instance metadata) is a quarter of a small bundle, and would be read
 * at every cold start to find nothing.
 */
export const lambdaCredentials: Plugin = {
  name: 'lambda-credentials',
  setup(bundler) {
    bundler.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'credentials',
      namespace: 'lambda',
      pluginData: resolveDir,
    }));
    bundler.onLoad({ filter: /^credentials$/, namespace: 'lambda' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: String(pluginData),
    }));
  },
};
