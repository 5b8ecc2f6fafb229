import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GithubDouble } from './server.ts';

interface Answered {
  readonly status: number;
  readonly message: string;
}

async function open(
  context: TestContext,
): Promise<{ double: GithubDouble; ask(method: string, path: string, body?: unknown): Promise<Answered> }> {
  const double = new GithubDouble();
  await double.listen();
  context.after(() => double.close());
  double.repository('example/policies').openIssue('x');
  const ask = async (method: string, path: string, body?: unknown): Promise<Answered> => {
    const headers = { authorization: `token ${double.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${double.url}/repos/example/policies${path}`, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const { message = '' } = (await response.json()) as { message?: string };
    return { status: response.status, message };
  };
  return { double, ask };
}

for (const [name, method, path, body, says] of [
  [
    'a query parameter that GitHub does not know',
    'GET',
    '/pulls?per-page=5',
    undefined,
    /query must NOT have additional properties .*per-page/,
  ],
  [
    'a value that is not in the list',
    'GET',
    '/pulls?state=merged',
    undefined,
    /query\/state must be equal to one of the allowed values/,
  ],
  [
    'a property that GitHub does not know',
    'POST',
    '/issues/1/comments',
    { body: 'x', text: 'y' },
    /unknown property text/,
  ],
  ['a property of another type', 'POST', '/issues/1/comments', { body: 7 }, /body\/body must be string/],
  [
    'a body that lacks what is needed',
    'POST',
    '/git/refs',
    { ref: 'refs/heads/x' },
    /must have required property 'sha'/,
  ],
  ['a number that is none', 'GET', '/issues/first', undefined, /path\/issue_number must be integer/],
  [
    'more than 50 annotations at once',
    'POST',
    '/check-runs',
    checkRun(51),
    /annotations must NOT have more than 50 items/,
  ],
] as const) {
  test(`the double refuses ${name}, and keeps it as a violation`, async (context) => {
    const { double, ask } = await open(context);
    const { status, message } = await ask(method, path, body);
    assert.equal(status, 422);
    assert.match(message, says);
    assert.match(double.violations.join('\n'), says);
  });
}

function checkRun(count: number): unknown {
  const annotation = { path: 'x', start_line: 1, end_line: 1, annotation_level: 'failure', message: 'x' };
  return {
    name: 'x',
    head_sha: 'f'.repeat(40),
    output: { title: 'x', summary: 'x', annotations: Array.from({ length: count }, () => annotation) },
  };
}

test('the double refuses a comment of more than 65,536 characters, as GitHub does', async (context) => {
  const { double, ask } = await open(context);
  assert.equal((await ask('POST', '/issues/1/comments', { body: '😀'.repeat(65_536) })).status, 201);
  const refused = await ask('POST', '/issues/1/comments', { body: 'x'.repeat(65_537) });
  assert.deepEqual([refused.status, /too long/.test(refused.message)], [422, true]);
  assert.deepEqual(double.violations, []);
});

test('the double keeps a request that it has no answer for as a violation', async (context) => {
  const { double, ask } = await open(context);
  assert.equal((await ask('GET', '/branches')).status, 404);
  assert.match(double.violations.join('\n'), /the double has no GET/);
});

test('the double gives nothing without the token', async (context) => {
  const { double } = await open(context);
  assert.equal((await fetch(`${double.url}/repos/example/policies`)).status, 401);
});
