/** The files of a work pack that are pasted, sent or opened in a spreadsheet. */
import { formatInstant } from '../../model/time.ts';
import { printable } from '../../model/text.ts';
import { BOM, END_OF_ROW, csvRow, csvText } from '../markup/csv.ts';
import { type WorkStep, isOneByOne, usersOf } from './steps.ts';

/** The most users that the portal's bulk edit takes; for more, the helpdesk does it from a list of addresses. */
const BULK = 50;

const FORM_HEAD = [
  'EmailAddress',
  'Organisation',
  'Reason',
  'From',
  'Until',
  'RequestedBy',
  'ApprovedBy',
  'Ticket',
  'RiskAssessment',
  'Plan',
];

/** The file with the addresses of a batch, one a line; null where users go one by one, so that nobody pastes them all. */
export function batchFile(step: WorkStep, batch: number): string | null {
  return isOneByOne(step) ? null : `${stem(step)}-${batch + 1}-of-${step.batches.length}.txt`;
}

/** The file for the helpdesk: addresses and nothing else; null where the bulk edit is meant to be used, or is of no use. */
export function helpdeskFile(step: WorkStep): string | null {
  const isBulk = !isOneByOne(step) && step.task !== 'grant-long-term';
  return isBulk && usersOf(step) > BULK ? `helpdesk-${stem(step)}.csv` : null;
}

/** The file with the rows of the form for long-term exceptions; null for another step. */
export function formFile(step: WorkStep): string | null {
  return step.task === 'grant-long-term' ? `${stem(step)}-form.csv` : null;
}

/** Number, organisation and task: `01-X26-enable-standard`. Codes come from outside, so only letters and digits stay. */
function stem({ number, organisation, task, to }: WorkStep): string {
  const code = organisation.replace(/[^A-Za-z0-9]+/g, '').slice(0, 12) || 'none';
  const level = task === 'enable' || task === 'switch' || task === 'end-long-term' ? `-${to}` : '';
  return `${String(number).padStart(2, '0')}-${code}-${task}${level}`;
}

/** The texts of all files but the page, by name. */
export function packFiles(steps: readonly WorkStep[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const step of steps) {
    step.batches.forEach(({ changes }, i) =>
      put(files, batchFile(step, i), changes.map(({ address }) => `${printable(address)}\n`).join('')),
    );
    put(
      files,
      helpdeskFile(step),
      addressesOf(step)
        .map((address) => `${csvText(address)}${END_OF_ROW}`)
        .join(''),
    );
    put(files, formFile(step), formOf(step));
  }
  return files;
}

function put(files: Map<string, string>, name: string | null, text: string): void {
  if (name !== null) files.set(name, text);
}

function addressesOf({ batches }: WorkStep): string[] {
  return batches.flatMap(({ changes }) => changes.map(({ address }) => address));
}

function formOf({ batches }: WorkStep): string {
  const rows = batches.flatMap(({ changes }) =>
    changes.map(({ address, organisation, exception }) =>
      csvRow(
        [
          address,
          organisation,
          exception?.reason,
          exception && formatInstant(exception.startsAt),
          exception && formatInstant(exception.expiresAt),
          exception?.requestedBy,
          exception?.approvedBy,
          exception?.ticket,
          exception?.riskAssessment,
          exception?.plan,
        ].map((cell) => csvText(cell ?? '')),
      ),
    ),
  );
  return [BOM, csvRow(FORM_HEAD), ...rows].join('');
}
