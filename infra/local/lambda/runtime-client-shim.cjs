'use strict';
/*
 * Preloaded into every Lambda process, before AWS's runtime interface client (RIC).
 *
 * The RIC speaks to the Runtime API through a native module, `rapid-client.node`, which needs a C++ build. This
 * file answers for that module in JavaScript with the same three functions: next, done and error. One connection
 * carries them all, so the runtime never asks for its next event before its last answer has been taken.
 */
const { Agent, request } = require('node:http');
const Module = require('node:module');
const path = require('node:path');
const { isMainThread, Worker } = require('node:worker_threads');

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, route, { body, headers } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: route, agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The native client blocks until its post is taken; here the single connection keeps the order instead. */
function post(route, body, headers = {}) {
  const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  call('POST', route, { body, headers: { ...length, ...headers } }).catch(abandon);
}

/** Without its host a Lambda process has nobody to answer: it ends, and takes its own children with it. */
function abandon() {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

function errorTypeOf(body) {
  try {
    return String(JSON.parse(body).errorType).replaceAll(/[^\x20-\x7e]/g, '?');
  } catch {
    return 'Unhandled';
  }
}

const client = {
  async next() {
    const event = await call('GET', '/2018-06-01/runtime/invocation/next').catch(abandon);
    return { bodyJson: event.body, headers: event.headers };
  },
  done(requestId, body) {
    post(`/2018-06-01/runtime/invocation/${requestId}/response`, body);
  },
  error(requestId, body) {
    const headers = { 'lambda-runtime-function-error-type': errorTypeOf(body) };
    post(`/2018-06-01/runtime/invocation/${requestId}/error`, body, headers);
  },
};

if (isMainThread) {
  const load = Module._load;
  Module._load = function (name, ...rest) {
    return path.basename(name) === 'rapid-client.node' ? client : load.call(this, name, ...rest);
  };
  // A thread of its own: it notices a dead host even while the handler never yields.
  new Worker(path.join(__dirname, 'lifeline.cjs'), {
    workerData: { host, port: Number(port), pid: process.pid },
    execArgv: [],
    env: {},
  }).unref();
}
