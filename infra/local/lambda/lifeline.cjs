'use strict';
/*
 * A worker thread of a Lambda process. It holds a request open that the host never answers; the request ends when
 * the host ends, even by `kill -9`, and then the whole process group goes at once.
 */
const { connect } = require('node:net');
const { workerData } = require('node:worker_threads');

const { host, port, pid } = workerData;

const line = connect({ host, port }, () => {
  line.write(`GET /lifeline HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
});
line.on('error', () => line.destroy());
line.on('close', () => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    process.kill(pid, 'SIGKILL');
  }
});
line.resume();
