/** The `owner/name` in the address of a remote at GitHub, as git writes such addresses; null for any other. */
export function repositoryAt(remote: string, host = 'github.com'): string | null {
  const url = URL.canParse(remote) ? new URL(remote) : null;
  // git@github.com:owner/name is no URL, or one whose scheme is "git@github.com".
  const [, place, path] = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(remote) ?? [];
  const [at, below] =
    url !== null && ['https:', 'ssh:'].includes(url.protocol) ? [url.hostname, url.pathname] : [place, path];
  // Where port 22 is closed, GitHub takes ssh under a name of its own.
  if (at === undefined || below === undefined || ![host, `ssh.${host}`].includes(at.toLowerCase())) return null;
  return /^\/?([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(below)?.[1] ?? null;
}
