import tseslint from 'typescript-eslint';
import unicorn from 'eslint-plugin-unicorn';

/** A ban on importing anything that matches, with the reason a reader needs. */
const forbid = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    {
      paths: [],
      patterns: patterns.map(([group, message]) => ({ ...group, message })),
    },
  ],
});

const OUTSIDE_PACKAGES = { regex: '^(?!\\.)' };
const NEVER_TEST = [{ regex: '/test/' }, 'Nothing imports test.'];
const into = (...rings) => ({ regex: `/(${rings.join('|')})/` });

const BANNED_SYNTAX = [
  {
    selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
    message: "Write `import * as z from 'zod'`: the named import carries every locale into the bundle.",
  },
  {
    selector: "Identifier[name='ScanCommand']",
    message: 'Scans read the whole table; give the access pattern a key.',
  },
  {
    selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(do)?[mM]ock$/]",
    message: 'Fakes go in by constructor, never by module path.',
  },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
];
const BANNED_AMBIENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Read the environment through shared/runtime/load-env.ts.',
  },
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Ask the Clock port.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Ask the Clock port.' },
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: 'Ask the Ids port.' },
];

export default tseslint.config(
  { ignores: ['cdk.out/**', 'dist/**', '.local/**', 'coverage/**', 'reports/**', '.stryker-tmp/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { unicorn },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'unicorn/filename-case': ['error', { case: 'kebabCase' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 250, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
      'no-restricted-syntax': ['error', ...BANNED_SYNTAX, ...BANNED_AMBIENT],
      ...forbid(NEVER_TEST),
    },
  },
  {
    files: ['shared/domain/**/*.ts'],
    rules: forbid(
      [OUTSIDE_PACKAGES, 'The domain imports itself only.'],
      [
        into(
          'application',
          'adapters',
          'contracts',
          'http',
          'runtime',
          'observability',
          'functions',
          'infra',
          'test',
        ),
        'The domain imports itself only.',
      ],
    ),
  },
  {
    files: ['shared/contracts/**/*.ts'],
    rules: forbid(
      [{ regex: '^(?!\\.|zod$|zod-openapi$)' }, 'Contracts import the domain and zod.'],
      [
        into('application', 'adapters', 'runtime', 'observability', 'functions', 'infra', 'test'),
        'Contracts import the domain and zod.',
      ],
      // `./http/` is the contracts' own; any way up that comes down in an `http` is not.
      [{ regex: '^\\.\\./(.*/)?http/' }, 'Contracts import the domain and zod.'],
    ),
  },
  {
    files: ['shared/application/**/*.ts'],
    rules: forbid(
      [OUTSIDE_PACKAGES, 'Use cases reach the world through ports.'],
      [
        into('adapters', 'http', 'runtime', 'observability', 'functions', 'infra', 'test'),
        'Application imports domain and contracts.',
      ],
    ),
  },
  {
    files: ['shared/adapters/**/*.ts'],
    rules: {
      ...forbid([
        into('http', 'functions', 'infra', 'test'),
        'Adapters import the ports, contracts and the domain.',
      ]),
      'no-restricted-syntax': ['error', ...BANNED_SYNTAX],
    },
  },
  {
    files: ['shared/runtime/load-env.ts', 'shared/runtime/clock.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED_SYNTAX] },
  },
  {
    files: ['functions/**/*.ts'],
    rules: forbid([into('infra', 'test'), 'Functions import shared.']),
  },
  {
    files: ['functions/**/env.ts'],
    rules: forbid([
      { regex: '^(?!zod$|.*/(base-)?env\\.ts$)' },
      'env.ts is shared with the CDK app: it imports only zod and other env schemas.',
    ]),
  },
  {
    files: ['infra/**/*.ts'],
    rules: forbid(
      [
        { regex: '/shared/(domain|application|adapters|http|runtime|observability)/' },
        'Infra imports contracts and env schemas only.',
      ],
      [{ regex: '/functions/.*(?<!env\\.ts)$' }, 'Infra imports contracts and env schemas only.'],
      NEVER_TEST,
    ),
  },
  {
    files: ['infra/local/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...BANNED_SYNTAX], 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: ['*.config.ts', 'eslint.config.js'],
    rules: { 'no-restricted-syntax': 'off', 'no-restricted-imports': 'off' },
  },
);
