import { readFileSync } from 'node:fs';
import { printText } from '../../policy/yaml/print.ts';

/** A file of a new repository: its path below the folder, with forward slashes. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

const SETTINGS = `# Settings of this policy repository. Every key is optional; relative paths start at this file.
policies: policies
reports: reports

# The sandbox is a directory in one file. Use it to try mfactl without a real directory: fill it with "mfactl sandbox load".
directory: { kind: sandbox, file: .mfactl/sandbox.sqlite }
target: { kind: sandbox, file: .mfactl/sandbox.sqlite }

# A local admin uses the portal's exports instead. Keep the exports out of git: they are personal data.
# directory: { kind: report, mailboxReport: data/Mailbox Report.csv, mfaStatusReport: data/MFAStatusReport.csv }

# Reports and logs can show keyed hashes instead of addresses. Set the key in the environment, never here.
# privacy: { addresses: mask, maskKey: MFACTL_MASK_KEY }
`;

const GITIGNORE = `# The sandbox and the lock of this machine.
.mfactl/
# A plan is for one run. Plans that were applied are kept in reports/runs/.
/*.ndjson
# Exports of the portal: personal data. Download them again each time.
/data/
/*.csv
`;

const GITATTRIBUTES = `# LF on every machine, so that the digest of the policies is the same everywhere.
* text=auto eol=lf
# The ledger holds hashes of these files, so their bytes must not change.
reports/** -text
`;

const REPORTS_README = `# What is in this folder

mfactl writes these files. Read them, but do not change them by hand.

| path | what it is |
|---|---|
| \`ledger.ndjson\` | one line for each run; each line holds the hash of the line before, so a changed or missing line is found |
| \`ledger.head\` | number and hash of the last line; keep a copy elsewhere |
| \`runs/<run>/\` | one run: its plan, its journal and its receipt, with the outcome for each account |
| \`latest/\` | the latest reports; \`mfactl report\` makes them again, and they are not evidence |

Everything except \`latest/\` and this page is evidence: commit it and never edit it. It holds addresses, which are personal data.
`;

/** Every file of a new policy repository with one organisation. */
export function newRepository(code: string, name: string): NewFile[] {
  const words: Readonly<Record<string, string>> = { CODE: printText(code, false), NAME: printText(name, false) };
  return TEMPLATES.map((template) => ({
    path: template.replace(/^git/, '.git').replace('CODE', code),
    // In one pass: a name may hold the word CODE.
    content: readTemplate(template).replace(/\b(?:CODE|NAME)\b/g, (word) => words[word] as string),
  }));
}

/** The templates lie beside `src` and, in the package, beside `dist`. */
function readTemplate(path: string): string {
  return readFileSync(new URL(`../../../templates/repository/${path}`, import.meta.url), 'utf8');
}
