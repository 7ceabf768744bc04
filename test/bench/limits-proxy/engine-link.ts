import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import * as z from 'zod';
import { AnswerError } from './answers.ts';
import type { Answer } from './answers.ts';

/** A request to DynamoDB as it came, its headers included: the engine wants them, above all the operation's name. */
export interface Call {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The engine behind the proxy. */
export interface EngineLink {
  /** Passes a call on and gives the engine's answer unread. */
  send(call: Call): Promise<Answer>;
  /** Asks something of the proxy's own under the headers of a call. */
  ask(call: Call, operation: string, input: unknown): Promise<Answer>;
  close(): void;
}

export const API = 'DynamoDB_20120810.';

/** Of one connection alone, or of the body that is not the engine's own any more. */
const NOT_PASSED_ON = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']);

const received = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(z.instanceof(Buffer).parse(chunk));
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    typeof value === 'string' && !NOT_PASSED_ON.has(name) ? [[name, value] as const] : [],
  );
  const body = Buffer.concat(chunks);
  return { status: response.statusCode ?? 500, headers: Object.fromEntries(headers), body };
};

export function engineLink(endpoint: string): EngineLink {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(endpoint);
  const send = ({ headers, body }: Call): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const passed = { ...headers, connection: 'keep-alive', 'content-length': String(body.length) };
      const sent = request(
        { hostname, port, method: 'POST', path: '/', headers: passed, agent },
        (response) => {
          received(response).then(resolve, reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    send,
    async ask(call, operation, input) {
      const headers = { ...call.headers, 'x-amz-target': `${API}${operation}` };
      return send({ operation, headers, body: Buffer.from(JSON.stringify(input)) });
    },
    close: () => agent.destroy(),
  };
}

/** The engine's answer to a question of our own, which has to be a good one. */
export function goodAnswer<Shape>(answer: Answer, shape: z.ZodType<Shape>): Shape {
  if (answer.status !== 200) throw new AnswerError(`The engine answered: ${answer.body.toString()}`);
  return shape.parse(JSON.parse(answer.body.toString()));
}
