/** Finds who answers a request. */
import { checkRoutes } from './routes/checks.ts';
import { gitRoutes } from './routes/git.ts';
import { issueRoutes } from './routes/issues.ts';
import { pullRoutes } from './routes/pulls.ts';
import { runRoutes } from './routes/runs.ts';
import type { Handle } from './routes/route.ts';

const ROUTES: readonly {
  readonly name: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handle;
}[] = Object.entries({
  ...checkRoutes,
  ...gitRoutes,
  ...issueRoutes,
  ...pullRoutes,
  ...runRoutes,
}).map(([name, handle]) => {
  const [method = '', path = ''] = name.split(' ');
  // A path or a ref may hold slashes, written as they are or as %2F.
  const pattern = path.replaceAll(
    /\{(\w+)\}/g,
    (_, parameter: string) => `(?<${parameter}>${['path', 'ref'].includes(parameter) ? '.+' : '[^/]+'})`,
  );
  return { name, method, pattern: new RegExp(`^${pattern}$`), handle };
});

/** The route of a request with its parameters as texts; null where the double has none. */
export function findRoute(
  method: string,
  path: string,
): { name: string; params: Record<string, string>; handle: Handle } | null {
  for (const route of ROUTES) {
    const match = route.method === method ? route.pattern.exec(path) : null;
    if (match === null) continue;
    const params = Object.fromEntries(
      Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
    return { name: route.name, params, handle: route.handle };
  }
  return null;
}
