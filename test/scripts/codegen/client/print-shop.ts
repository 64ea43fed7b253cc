import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Namespace, Server, type Socket } from 'socket.io';
import { loadContract } from '../../../../scripts/codegen/load-contract.js';
import { renderAll } from '../../../../scripts/codegen/render-all.js';
import { type ScratchFolder, scratchFolder } from '../../scratch-folder.js';
import { deferred } from './promises.js';

interface Job {
  job: number;
}
interface Call {
  timeoutMs?: number;
}

/** The part of the generated client that the tests use; a compile-time test checks the real types. */
export interface PrintClient {
  submitJob(payload: { copies: number; ticket?: string }, options?: Call): Promise<Job>;
  submitNumbered(payload: { copies: number; number?: number }, options?: Call): Promise<Job>;
  cancelJob(payload: { job: number }): Promise<Job>;
  cancelJob2(payload: number): Promise<Job>;
  note(payload: string, options?: Call): Promise<void>;
  ping(options?: Call): Promise<void>;
  jobs(options?: Call): Promise<number>;
  sendClose(payload: boolean, options?: Call): Promise<void>;
  on(event: string, listener: (payload: { job: number; sheets: number }) => unknown): () => void;
  connected(options?: Call): Promise<void>;
  close(): void;
}

export interface PrintModule {
  createClient(url: string, options: object): PrintClient;
  ClientError: new (...args: never) => Error;
  ContractError: new (...args: never) => Error;
}

/** Generates a document's files unformatted. The caller removes the folder. */
export async function generateInto(spec: string): Promise<ScratchFolder> {
  const folder = await scratchFolder();
  const { contract } = await loadContract(spec);
  await mkdir(`${folder.path}/generated`);
  for (const [path, text] of await renderAll(contract, 'a test')) {
    if (path.endsWith('.ts')) await folder.write(`generated/${path}`, text);
  }
  return folder;
}

function printModule(folder: ScratchFolder): Promise<PrintModule> {
  return import(pathToFileURL(`${folder.path}/generated/client.ts`).href);
}

/** A Socket.IO server whose sockets do what the test defines. */
export class ShopServer {
  readonly namespace: Namespace;
  readonly #io: Server;
  readonly #port: number;

  private constructor(io: Server, port: number) {
    this.#io = io;
    this.#port = port;
    this.namespace = io.of('/print');
  }

  static async start(): Promise<ShopServer> {
    const http = createServer();
    const io = new Server(http, { path: '/shop' });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new ShopServer(io, (http.address() as AddressInfo).port);
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}`;
  }

  close(): Promise<void> {
    return this.#io.close();
  }
}

/** The fixture of a test: the generated code, a server, and clients. */
export interface Shop {
  readonly generated: PrintModule;
  readonly folder: ScratchFolder;
  readonly server: ShopServer;
  /** The errors that clients reported with `onError`. */
  readonly errors: unknown[];
  open(options?: object): PrintClient;
  /** A connected client, and its socket on the server. */
  connect(options?: object): Promise<{ client: PrintClient; socket: Socket }>;
}

/** Runs a suite on a client generated from `print-shop.yaml`. `shop` is available while a test runs. */
export function describeShop(title: string, define: (shop: () => Shop) => void): void {
  describe(title, () => {
    let generated: { folder: ScratchFolder; module: PrintModule } | undefined;
    let current: Shop | undefined;
    const clients: PrintClient[] = [];

    before(async function () {
      // The generation is slow when other processes use the CPU.
      this.timeout(60_000);
      const folder = await generateInto(fileURLToPath(new URL('print-shop.yaml', import.meta.url)));
      generated = { folder, module: await printModule(folder) };
    });
    after(() => generated?.folder.remove());
    beforeEach(async () => {
      if (generated) current = openShop(generated.folder, generated.module, await ShopServer.start(), clients);
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) client.close();
      await current?.server.close();
    });

    define(() => {
      if (!current) throw new Error('`shop` is available only while a test runs');
      return current;
    });
  });
}

function openShop(folder: ScratchFolder, generated: PrintModule, server: ShopServer, clients: PrintClient[]): Shop {
  const errors: unknown[] = [];
  const open = (options: object = {}): PrintClient => {
    const io = { reconnectionDelay: 10, reconnectionDelayMax: 20 };
    const onError = (error: unknown) => void errors.push(error);
    const client = generated.createClient(server.url, { auth: { shop: 'corner' }, io, onError, ...options });
    clients.push(client);
    return client;
  };
  const connect = async (options?: object) => {
    const connection = deferred<Socket>();
    server.namespace.once('connection', connection.resolve);
    const client = open(options);
    const socket = await connection.promise;
    await client.connected();
    return { client, socket };
  };
  return { generated, folder, server, errors, open, connect };
}
