/** A check run with an annotation for each diagnostic, at its file and line. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { printable } from '../model/text.ts';
import { type Github, REPEATABLE } from './client.ts';
import { cutMarkdown } from './limit.ts';
import { gzipSync } from 'node:zlib';
import { hasStatus } from './error.ts';

/** GitHub takes this many annotations in one request. */
const A_REQUEST = 50;
/** GitHub takes 64 KiB of a message. */
const LONGEST_MESSAGE = 16_000;
/** One character less than of a comment. */
const LONGEST_SUMMARY = 65_535;

export interface CheckResult {
  readonly name: string;
  /** The commit that was checked. */
  readonly sha: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly conclusion: 'success' | 'failure' | 'neutral';
  readonly diagnostics: readonly Diagnostic[];
  /** How a file is called from the root of the repository. */
  readonly path: (file: string) => string;
}

/** Reports a check; the result is its address. Annotations come in portions, and the conclusion with the last one. */
export async function reportCheck(github: Github, result: CheckResult): Promise<string> {
  const { owner, repo } = github;
  const annotations = result.diagnostics.map((diagnostic) => annotation(diagnostic, result.path));
  const [first = [], ...others] = portions(annotations);
  const output = {
    title: printable(result.title).slice(0, 255),
    summary: cutMarkdown(result.summary, LONGEST_SUMMARY, 'The rest is in the log of the job.'),
  };
  const ended = { status: 'completed', conclusion: result.conclusion } as const;
  const { data } = await github.rest.checks.create({
    owner,
    repo,
    name: result.name,
    head_sha: result.sha,
    output: { ...output, annotations: first },
    ...(others.length === 0 ? ended : ({ status: 'in_progress' } as const)),
    ...REPEATABLE,
  });
  for (const [i, portion] of others.entries()) {
    const end = i === others.length - 1 ? ended : {};
    await github.rest.checks.update({
      owner,
      repo,
      check_run_id: data.id,
      output: { ...output, annotations: portion },
      ...end,
    });
  }
  return data.html_url ?? '';
}

interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** GitHub wants a line always, and means the last column itself. */
function annotation(
  { file, line, column, endColumn, code, severity, message }: Diagnostic,
  path: CheckResult['path'],
): Annotation {
  const at = line ?? 1;
  const columns =
    line === null || column === null
      ? {}
      : { start_column: column, end_column: Math.max(column, (endColumn ?? column + 1) - 1) };
  return {
    path: path(file),
    start_line: at,
    end_line: at,
    ...columns,
    annotation_level: severity === 'error' ? 'failure' : 'warning',
    title: code,
    message: printable(message).slice(0, LONGEST_MESSAGE),
  };
}

function portions(annotations: readonly Annotation[]): Annotation[][] {
  return Array.from({ length: Math.ceil(annotations.length / A_REQUEST) }, (_, i) =>
    annotations.slice(i * A_REQUEST, (i + 1) * A_REQUEST),
  );
}

/** GitHub takes 10 MB of it, packed. */
const LARGEST = 10_000_000;

/** Either it was taken, or why it was not: then annotations alone have to do. */
export type SarifUpload = { readonly taken: true } | { readonly taken: false; readonly why: string };

/** Gives a SARIF log to code scanning. A repository without code scanning is an outcome, not an error. */
export async function uploadSarif(github: Github, log: string, commit: string, ref: string): Promise<SarifUpload> {
  const sarif = gzipSync(log).toString('base64');
  if (sarif.length > LARGEST) return { taken: false, why: 'there are more findings than GitHub accepts' };
  try {
    await github.rest.codeScanning.uploadSarif({
      owner: github.owner,
      repo: github.repo,
      commit_sha: commit,
      ref,
      sarif,
      tool_name: 'mfactl',
      ...REPEATABLE,
    });
    return { taken: true };
  } catch (error) {
    if (!hasStatus(error, 403, 404)) throw error;
    return { taken: false, why: error.message };
  }
}
