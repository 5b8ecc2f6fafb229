import type { Diagnostic } from '../../model/diagnostic.ts';
import { CODES, type CodeMeaning } from './codes.ts';
import { jsonText } from '../../model/text.ts';

/** GitHub refuses a whole file with more results than this. */
export const MOST_RESULTS = 25_000;

/** SARIF 2.1.0, as GitHub's code scanning takes it. Paths are relative to the root of the policy repository. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const shown = diagnostics.slice(0, MOST_RESULTS);
  const codes = [...new Set(shown.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mfactl', rules: codes.map(rule) } },
        columnKind: 'unicodeCodePoints',
        ...cutOf(diagnostics.length - shown.length),
        results: shown.map((diagnostic) => result(diagnostic, codes)),
      },
    ],
  };
  return jsonText(log);
}

/** What is left out is told in the run itself, where code scanning shows it. */
function cutOf(left: number): object {
  if (left === 0) return {};
  const text = `${left} more results are left out: code scanning takes ${MOST_RESULTS}. Correct these first.`;
  return {
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text } }] }],
  };
}

function rule(code: string): object {
  const meaning = (CODES as Readonly<Record<string, CodeMeaning>>)[code];
  if (meaning === undefined) return { id: code };
  return {
    id: code,
    shortDescription: { text: meaning.means },
    help: { text: meaning.action },
    defaultConfiguration: { level: meaning.severity },
  };
}

function result(
  { file, line, column, endColumn, code, severity, message }: Diagnostic,
  codes: readonly string[],
): object {
  const end = endColumn === undefined ? {} : { endColumn };
  const region =
    line === null ? {} : { region: { startLine: line, ...(column === null ? {} : { startColumn: column, ...end }) } };
  const artifactLocation = { uri: file.toWellFormed().split('/').map(encodeURIComponent).join('/') };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, ...region } }],
  };
}
