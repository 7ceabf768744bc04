import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartProblem } from './start-problem.ts';

/** The port itself, or a free one for 0. Throws `StartProblem` when another program listens on it on loopback. */
export async function requireFreePort(port: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  } catch (error) {
    throw portProblem(port, error);
  } finally {
    probe.close();
  }
}

/** What to tell a person about an error of listening. Anything that they cannot put right is given back as it is. */
export function portProblem(port: number, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartProblem(
      `Port ${port} is taken by another program. Choose another one, for example --port ${port + 1}.`,
    );
  }
  if (code === 'EACCES')
    return new StartProblem(`Port ${port} needs more rights than this program has. Choose one above 1023.`);
  return error;
}
