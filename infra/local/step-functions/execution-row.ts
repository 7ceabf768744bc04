import * as z from 'zod';

/** Tables of the journal. A token is there exactly as long as its task waits for it. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS machines (arn TEXT PRIMARY KEY, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS executions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    arn TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    machine_arn TEXT NOT NULL,
    machine_name TEXT NOT NULL,
    role_arn TEXT NOT NULL,
    definition TEXT NOT NULL REFERENCES definitions (hash),
    input TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    deadline INTEGER,
    status TEXT NOT NULL DEFAULT 'RUNNING',
    stopped_at INTEGER,
    output TEXT,
    error TEXT,
    cause TEXT,
    events INTEGER NOT NULL DEFAULT 0,
    transitions INTEGER NOT NULL DEFAULT 0,
    position TEXT
  );
  CREATE INDEX IF NOT EXISTS executions_by_machine ON executions (machine_arn, seq);
  CREATE INDEX IF NOT EXISTS executions_running ON executions (seq) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS history (
    execution INTEGER NOT NULL, id INTEGER NOT NULL, event TEXT NOT NULL, PRIMARY KEY (execution, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, arn TEXT NOT NULL) WITHOUT ROWID;
`;

const text = z
  .string()
  .nullable()
  .transform((value) => value ?? undefined);
const integer = z
  .number()
  .nullable()
  .transform((value) => value ?? undefined);
export const executionRow = z.object({
  seq: z.number(),
  arn: z.string(),
  name: z.string(),
  machine_arn: z.string(),
  machine_name: z.string(),
  role_arn: z.string(),
  definition: z.string(),
  input: z.string(),
  started_at: z.number(),
  deadline: integer,
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT']),
  stopped_at: integer,
  output: text,
  error: text,
  cause: text,
  events: z.number(),
  transitions: z.number(),
  position: text,
});

/** An execution as the journal keeps it. Instants are milliseconds; input, output and position are JSON text. */
export type ExecutionRow = z.infer<typeof executionRow>;
