import type { Diagnostic } from '../../model/diagnostic.ts';
import { CODES, type CodeMeaning } from './codes.ts';
import { jsonText } from '../../model/text.ts';

/** SARIF 2.1.0, as GitHub's code scanning takes it. Paths are relative to the root of the policy repository. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mfactl', rules: codes.map(rule) } },
        columnKind: 'unicodeCodePoints',
        results: diagnostics.map((diagnostic) => result(diagnostic, codes)),
      },
    ],
  };
  return jsonText(log);
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
