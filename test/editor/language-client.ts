import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SERVER = fileURLToPath(import.meta.resolve('yaml-language-server/bin/yaml-language-server'));
/** Nothing that a language server answers takes longer, on a slow machine too. */
const PATIENCE = 60_000;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** What an editor underlines. */
export interface Problem {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** A language server for YAML in a process of its own, and the little of the protocol that the tests need. */
export class LanguageClient {
  readonly #server: ChildProcess;
  readonly #settings: unknown;
  readonly #answers = new Map<number, (message: Message) => void>();
  readonly #problems = new Map<string, (problems: readonly Problem[]) => void>();
  #received: Buffer = Buffer.alloc(0);
  #lastId = 0;

  /** Starts the server; `settings` is what it gets when it asks for its section `yaml`. */
  static async start(folder: string, settings: unknown): Promise<LanguageClient> {
    const client = new LanguageClient(settings);
    const uri = pathToFileURL(folder).href;
    const capabilities = {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { publishDiagnostics: {} },
    };
    await client.#request('initialize', {
      processId: process.pid,
      rootUri: uri,
      capabilities,
      workspaceFolders: [{ uri, name: 'policies' }],
    });
    client.#send({ method: 'initialized', params: {} });
    client.#send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });
    return client;
  }

  private constructor(settings: unknown) {
    this.#settings = settings;
    this.#server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#server.stdout?.on('data', (data: Buffer) => this.#receive(data));
  }

  /** Opens a document and waits for what is wrong with it. */
  async open(path: string, text: string): Promise<readonly Problem[]> {
    const uri = pathToFileURL(path).href;
    const problems = new Promise<readonly Problem[]>((resolve) => this.#problems.set(uri, resolve));
    this.#send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return within(problems, `the problems of ${path}`);
  }

  /** What may be written at a place of an open document; lines and characters count from 0. */
  async complete(path: string, line: number, character: number): Promise<string[]> {
    const result = await this.#request('textDocument/completion', {
      textDocument: { uri: pathToFileURL(path).href },
      position: { line, character },
    });
    return (result as { items: { label: string }[] }).items.map(({ label }) => label);
  }

  /** What is told about a place of an open document. */
  async hover(path: string, line: number, character: number): Promise<string> {
    const result = await this.#request('textDocument/hover', {
      textDocument: { uri: pathToFileURL(path).href },
      position: { line, character },
    });
    return JSON.stringify(result);
  }

  /** Asks the server to end, and ends it where it does not. */
  async stop(): Promise<void> {
    if (this.#server.exitCode !== null) return;
    const ended = once(this.#server, 'exit');
    await this.#request('shutdown', null);
    this.#send({ method: 'exit' });
    const late = wait(5000, 'late', { ref: false });
    if ((await Promise.race([ended, late])) === 'late') this.#server.kill('SIGKILL');
    await ended;
  }

  async #request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise<Message>((resolve) => this.#answers.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await within(answer, method);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/.exec(this.#received.toString('latin1', 0, 500));
      if (head === null) return;
      const start = head[0].length;
      const end = start + Number(head[1]);
      if (this.#received.length < end) return;
      this.#take(JSON.parse(this.#received.toString('utf8', start, end)) as Message);
      this.#received = this.#received.subarray(end);
    }
  }

  #take(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) {
      if (id !== undefined) this.#answers.get(id)?.(message);
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Problem[] };
      this.#problems.get(uri)?.(diagnostics);
    } else if (id !== undefined) {
      this.#send({ id, result: method === 'workspace/configuration' ? this.#configuration(params) : null });
    }
  }

  #configuration(params: unknown): unknown[] {
    const { items } = params as { items: readonly { section?: string }[] };
    return items.map(({ section }) => (section === 'yaml' ? this.#settings : {}));
  }
}

async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  const late = wait(PATIENCE, null, { ref: false }).then(() => {
    throw new Error(`The language server did not answer in time: ${what}.`);
  });
  return Promise.race([promise, late]);
}
