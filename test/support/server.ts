import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.js';
import { createServer, type MessengerServer } from '../../src/server.js';
import { Client, type HandshakeAuth } from './client.js';
import { leaveOut, mysqlServer } from './mariadb.js';
import { temporaryFolder } from './temporary-folder.js';

export interface ServerOptions {
  /** Environment variables in addition to those of every test server. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: an SQLite file in the server's data folder. */
  readonly databaseUrl?: string;
}

/** An account with its credentials. */
export interface TestUser {
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** Runs the real server on a free port. `close` removes the server's data. */
export class TestServer {
  readonly port: number;
  /** The log lines so far. */
  readonly logLines: readonly string[];
  readonly #server: MessengerServer;
  readonly #removeData: () => void;
  readonly #clients = new Set<Client>();
  #closing: Promise<void> | undefined;

  constructor(server: MessengerServer, port: number, logLines: readonly string[], removeData: () => void) {
    this.#server = server;
    this.port = port;
    this.logLines = logLines;
    this.#removeData = removeData;
  }

  /** The URL with the engine path, as in `ws://localhost:3000/ws`. */
  get url(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  /** Sends an HTTP request; `json` makes it a POST with a JSON body. */
  request(path: string, { json, ...init }: RequestInit & { readonly json?: unknown } = {}): Promise<Response> {
    const body = json === undefined ? {} : { body: JSON.stringify(json), method: 'POST' };
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      redirect: 'manual',
      ...body,
      ...init,
      headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...init.headers },
    });
  }

  /** Creates an account with a unique username that begins with `name`. */
  async register(name = 'user'): Promise<TestUser> {
    const username = `${name}-${randomBytes(5).toString('hex')}`;
    const password = randomBytes(12).toString('base64url');
    const response = await this.request('/auth/register', { json: { username, password } });
    if (response.status !== 201)
      throw new Error(`Registration failed with ${response.status}: ${await response.text()}`);
    const { token } = await response.json();
    return { username, password, token };
  }

  deleteAccount({ token }: TestUser): Promise<Response> {
    return this.request('/auth/account', { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  }

  /** Connects a client for this user. */
  async connect(user: TestUser): Promise<Client> {
    const client = this.open({ token: user.token }, user.username);
    await client.connected();
    return client;
  }

  /** Starts to connect a client with any `auth`. */
  open(auth: HandshakeAuth, username = '', headers: Record<string, string> = {}): Client {
    const client = new Client(this.port, { auth, username, headers });
    this.#clients.add(client);
    return client;
  }

  /** Creates an account and connects a client for it. */
  async join(name?: string): Promise<Client & { readonly user: TestUser }> {
    const user = await this.register(name);
    return Object.assign(await this.connect(user), { user });
  }

  /** Stops the server as `main.ts` does, and leaves the clients and the data alone. */
  stop(): Promise<void> {
    this.#closing ??= this.#server.close();
    return this.#closing;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.stop();
    this.#removeData();
  }
}

/** Starts the real server on a free port with a new data folder. */
export async function startServer({ environment = {}, databaseUrl }: ServerOptions = {}): Promise<TestServer> {
  const data = temporaryFolder();
  try {
    const config = loadConfig({
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: data.path,
      LIMIT_REGISTRATIONS: 'off',
      LIMIT_SENDS: 'off',
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...environment,
    });
    const logLines: string[] = [];
    const destination = new PassThrough();
    destination.on('data', (line) => logLines.push(String(line)));
    const server = await createServer(config, pino({ level: config.logLevel }, destination));
    return new TestServer(server, await server.listen(), logLines, data.remove);
  } catch (error) {
    data.remove();
    throw error;
  }
}

/** Starts a server before the tests of the enclosing suite, and closes the server after them. */
export function sharedServer(options?: ServerOptions): () => TestServer {
  let server: TestServer | undefined;
  before(async () => {
    server = await startServer(options);
  });
  after(() => server?.close());
  return () => present(server);
}

/** Defines the same tests for each database: `define` gets the server that the tests share. */
export function describeOnEachDatabase(title: string, define: (server: () => TestServer) => void): void {
  describe(`${title}, on SQLite`, () => define(sharedServer()));
  describe(`${title}, on MySQL`, () => {
    let server: TestServer | undefined;
    before(async function () {
      const databaseUrl = await ((await mysqlServer()) ?? leaveOut(this)).createDatabase();
      server = await startServer({ databaseUrl });
    });
    after(() => server?.close());
    define(() => present(server));
  });
}

function present(server: TestServer | undefined): TestServer {
  if (!server) throw new Error('The server runs only while tests run');
  return server;
}
