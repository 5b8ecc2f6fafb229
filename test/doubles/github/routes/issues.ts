import { sampleOf } from '../contract.ts';
import type { Json } from '../schema.ts';
import type { Comment } from '../state.ts';
import { type Answer, bodyOf, type Handle, NOT_FOUND, over, type Request, user } from './route.ts';

/** GitHub counts characters, by code points, and refuses more. */
const LONGEST = 65_536;

export const issueRoutes: Readonly<Record<string, Handle>> = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}': (request) => {
    const issue = request.repository.issues.find(({ number }) => String(number) === request.params['issue_number']);
    if (issue === undefined) return NOT_FOUND;
    const { number, title, body, state, author, labels } = issue;
    return {
      body: over(request.sample(200), {
        number,
        title,
        body,
        state,
        user: user(author),
        labels: labels.map((name) => ({ name })),
        locked: false,
      }),
    };
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (request) => {
    if (!exists(request)) return NOT_FOUND;
    const smallest = sampleOf('#/components/schemas/issue-comment');
    return {
      list: request.repository.comments
        .filter(({ issue }) => String(issue) === request.params['issue_number'])
        .map((comment) => view(comment, smallest)),
    };
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (request) => {
    if (!exists(request)) return NOT_FOUND;
    const body = bodyOf(request)['body'] as string;
    const refusal = refused(body);
    if (refusal !== null) return refusal;
    const comment: Comment = {
      id: 1000 + request.repository.comments.length,
      issue: Number(request.params['issue_number']),
      author: request.login,
      body,
    };
    request.repository.comments.push(comment);
    return { status: 201, body: view(comment, request.sample(201)) };
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (request) => {
    const comment = find(request);
    if (comment === undefined) return NOT_FOUND;
    if (comment.author !== request.login) return { status: 403, message: 'Resource not accessible by integration' };
    const body = bodyOf(request)['body'] as string;
    const refusal = refused(body);
    if (refusal !== null) return refusal;
    comment.body = body;
    return { body: view(comment, request.sample(200)) };
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': (request) => {
    const comment = find(request);
    if (comment === undefined) return NOT_FOUND;
    request.repository.comments.splice(request.repository.comments.indexOf(comment), 1);
    return { status: 204 };
  },
};

function find({ repository, params }: Request): Comment | undefined {
  return repository.comments.find(({ id }) => String(id) === params['comment_id']);
}

function exists({ repository, params }: Request): boolean {
  return [...repository.issues, ...repository.pulls].some(({ number }) => String(number) === params['issue_number']);
}

function refused(body: string): Answer | null {
  return Array.from(body).length <= LONGEST
    ? null
    : { status: 422, message: `Validation Failed: body is too long (maximum is ${LONGEST} characters)` };
}

function view({ id, body, author, issue }: Comment, smallest: Json): Json {
  return over(smallest, {
    id,
    body,
    user: user(author),
    html_url: `https://github.com/x/x/issues/${issue}#issuecomment-${id}`,
  });
}
