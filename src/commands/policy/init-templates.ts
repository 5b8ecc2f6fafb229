import { exceptionsDocument, organisationDocument, roleDocuments, TENANT } from './init-policies.ts';

/** A file of a new repository: its path below the folder, with forward slashes. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

const SETTINGS = `# Settings of this policy repository. Every key is optional; relative paths start at this file.
policies: policies
reports: reports

# The embedded sandbox is a directory in one file, to try everything without a real one: fill it with "mfactl sandbox load".
directory: { kind: sandbox, file: .mfactl/sandbox.sqlite }
target: { kind: sandbox, file: .mfactl/sandbox.sqlite }

# A local admin reads the portal's exports instead. Keep the exports out of git: they are personal data.
# directory: { kind: report, mailboxReport: data/Mailbox Report.csv, mfaStatusReport: data/MFAStatusReport.csv }

# In place of addresses, reports and logs can show keyed hashes. The key stands in the environment, never here.
# privacy: { addresses: mask, maskKey: MFACTL_MASK_KEY }
`;

const GITIGNORE = `# The sandbox and the lock of this machine.
.mfactl/
# Plans belong to a run; what was applied stands below reports/runs/.
/*.ndjson
# Exports of the portal: personal data, fetched afresh each time.
/data/
/*.csv
`;

const GITATTRIBUTES = `# LF on every machine, so that the digest of the policies is the same everywhere.
* text=auto eol=lf
# Evidence is known by the hashes of its bytes.
reports/** -text
`;

const REPORTS_README = `# What lies in this folder

mfactl writes here; people read here and change nothing by hand.

| path | what it is |
|---|---|
| \`ledger.ndjson\` | one line for each run, chained by hashes, so that a changed or missing line is seen |
| \`ledger.head\` | number and hash of the last line; keep a copy elsewhere |
| \`runs/<run>/\` | one run: its plan, its journal and its receipt, with the outcome for each account |
| \`latest/\` | the reports of today; \`mfactl report\` makes them anew, and they prove nothing |

All but \`latest/\` and this page is evidence: commit it and never edit it. It holds addresses, which are personal data.
`;

/** Every file of a new policy repository with one organisation. */
export function newRepository(code: string, name: string): NewFile[] {
  return [
    { path: 'mfactl.yaml', content: SETTINGS },
    { path: '.gitignore', content: GITIGNORE },
    { path: '.gitattributes', content: GITATTRIBUTES },
    { path: 'policies/tenant.yaml', content: TENANT },
    ...roleDocuments().map(([file, content]) => ({ path: `policies/roles/${file}`, content })),
    { path: `policies/organisations/${code}/organisation.yaml`, content: organisationDocument(code, name) },
    { path: `policies/organisations/${code}/exceptions.yaml`, content: exceptionsDocument(code) },
    { path: 'reports/README.md', content: REPORTS_README },
  ];
}
