import { sampleOf } from '../contract.ts';
import type { Json } from '../schema.ts';
import { type Answer, bodyOf, type Handle, NOT_FOUND, over, type Request } from './route.ts';

export const gitRoutes: Readonly<Record<string, Handle>> = {
  'GET /repos/{owner}/{repo}': ({ repository, sample }) => ({
    body: over(sample(200), {
      full_name: repository.name,
      private: repository.private,
      visibility: repository.private ? 'private' : 'public',
    }),
  }),
  'GET /repos/{owner}/{repo}/git/ref/{ref}': (request) => {
    const sha = request.repository.refs.get(request.params['ref'] ?? '');
    return sha === undefined ? NOT_FOUND : { body: ref(request.params['ref'] ?? '', sha) };
  },
  'POST /repos/{owner}/{repo}/git/refs': (request) => {
    const { ref: name, sha } = bodyOf(request) as Record<string, string>;
    const short = String(name).replace(/^refs\//, '');
    if (request.repository.refs.has(short)) return { status: 422, message: 'Reference already exists' };
    if (!request.repository.commits.has(String(sha))) return { status: 422, message: 'Object does not exist' };
    request.repository.refs.set(short, String(sha));
    return { status: 201, body: ref(short, String(sha)) };
  },
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': (request) => {
    const { sha, force = false } = bodyOf(request) as { sha: string; force?: boolean };
    const name = request.params['ref'] ?? '';
    const before = request.repository.refs.get(name);
    if (before === undefined) return { status: 422, message: 'Reference does not exist' };
    if (!force && request.repository.commits.get(sha)?.parents.includes(before) !== true)
      return { status: 422, message: 'Update is not a fast forward' };
    request.repository.refs.set(name, sha);
    return { body: ref(name, sha) };
  },
  'POST /repos/{owner}/{repo}/git/blobs': (request) => {
    const { content, encoding = 'utf-8' } = bodyOf(request) as Record<string, string>;
    const sha = request.repository.addBlob(Buffer.from(String(content), encoding === 'base64' ? 'base64' : 'utf8'));
    return { status: 201, body: { sha, url: 'https://api.github.com/x' } };
  },
  'POST /repos/{owner}/{repo}/git/trees': (request) => {
    const { base_tree, tree } = bodyOf(request) as unknown as {
      base_tree?: string;
      tree: { path: string; sha: string | null }[];
    };
    const base = base_tree === undefined ? new Map<string, string>() : treeOf(request, base_tree);
    if (base === undefined) return NOT_FOUND;
    const entries = new Map(base);
    for (const { path, sha } of tree) {
      if (sha === null) entries.delete(path);
      else entries.set(path, sha);
    }
    const sha = request.repository.addTree(entries);
    return { status: 201, body: over(request.sample(201), { sha, truncated: false, tree: [] }) };
  },
  'POST /repos/{owner}/{repo}/git/commits': (request) => {
    const { message, tree, parents } = bodyOf(request) as unknown as {
      message: string;
      tree: string;
      parents: string[];
    };
    return { status: 201, body: commit(request, request.repository.addCommit({ message, tree, parents }), 201) };
  },
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': (request) =>
    request.repository.commits.has(request.params['commit_sha'] ?? '')
      ? { body: commit(request, request.params['commit_sha'] ?? '', 200) }
      : NOT_FOUND,
  'GET /repos/{owner}/{repo}/contents/{path}': contents,
};

function treeOf({ repository }: Request, sha: string): ReadonlyMap<string, string> | undefined {
  return repository.trees.get(sha) ?? repository.trees.get(repository.commits.get(sha)?.tree ?? '');
}

function contents(request: Request): Answer {
  const { repository, params, query } = request;
  const at = query['ref'] ?? 'main';
  const sha = repository.commits.has(at) ? at : repository.refs.get(`heads/${at}`);
  const path = params['path'] ?? '';
  const blob = sha === undefined ? undefined : treeOf(request, sha)?.get(path);
  if (blob === undefined) return NOT_FOUND;
  const bytes = repository.blobs.get(blob) ?? Buffer.alloc(0);
  const smallest = sampleOf('#/components/schemas/content-file');
  return {
    body: over(smallest, {
      type: 'file',
      encoding: 'base64',
      path,
      name: path.split('/').at(-1) ?? '',
      sha: blob,
      size: bytes.length,
      content: bytes.toString('base64'),
    }),
  };
}

function ref(name: string, sha: string): Json {
  return {
    ref: `refs/${name}`,
    node_id: 'x',
    url: 'https://api.github.com/x',
    object: { type: 'commit', sha, url: 'https://api.github.com/x' },
  };
}

function commit(request: Request, sha: string, status: number): Json {
  const { tree = '', parents = [], message = '' } = request.repository.commits.get(sha) ?? {};
  const api = 'https://api.github.com/x';
  return over(request.sample(status), {
    sha,
    message,
    tree: { sha: tree, url: api },
    parents: parents.map((parent) => ({ sha: parent, url: api, html_url: api })),
  });
}
