import { readFileSync } from 'node:fs';
import { printText } from '../../policy/yaml/print.ts';

/** A file of a new repository: its path below the folder, with forward slashes. */
export interface NewFile {
  readonly path: string;
  readonly content: string;
}

/** The templates in the order in which `init` tells of them. */
const TEMPLATES = [
  'mfactl.yaml',
  'gitignore',
  'gitattributes',
  'policies/tenant.yaml',
  'policies/roles/local-primary-admin.yaml',
  'policies/roles/local-admin.yaml',
  'policies/roles/local-helpdesk.yaml',
  'policies/roles/global-admin.yaml',
  'policies/roles/global-helpdesk.yaml',
  'policies/roles/tenant-admin.yaml',
  'policies/roles/atp-approver.yaml',
  'policies/organisations/CODE/organisation.yaml',
  'policies/organisations/CODE/exceptions.yaml',
  'reports/README.md',
];

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
