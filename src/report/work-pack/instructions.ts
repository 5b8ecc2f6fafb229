/** What a person does in the portal, task by task. */
import type { Level } from '../../model/account.ts';
import type { WorkStep, Task } from './steps.ts';

const LEVEL_NAMES: Readonly<Record<Level, string>> = {
  standard: 'MFA CA Standard',
  'named-locations': 'MFA CA Named Locations',
  disabled: 'no MFA policy',
};

const TITLES: Readonly<Record<Task, string>> = {
  'end-short-term': 'End 24 hour exceptions',
  'end-long-term': 'End long-term exceptions',
  enable: 'Enable MFA',
  switch: 'Switch the MFA policy',
  're-enrol': 'Re-enrol for MFA',
  'grant-short-term': 'Grant 24 hour exceptions',
  'grant-long-term': 'Ask for long-term exceptions',
  disable: 'Disable MFA',
};

/** What a step is called, without its organisation. */
export function titleOf({ task, to }: WorkStep): string {
  return task === 'enable' || task === 'switch' ? `${TITLES[task]} (${LEVEL_NAMES[to as Level]})` : TITLES[task];
}

const PICK =
  'In User Management find the users of one batch by their addresses. Use the filters of the column picker to show only the organisation. Select these users and no others. The bulk edit takes 50 at a time.';
const OPEN = 'Open the user by the link below, or look the address up in User Management.';
const SETTLE =
  'The portal can take 5 minutes to show a change. Users can wait up to a day until the sign-in asks for it.';

/** What is done for each task, one sentence each; what depends on the target level is added. */
const SENTENCES: Readonly<Record<Task, readonly string[]>> = {
  enable: [PICK, 'Open the bulk edit and choose Enable Azure MFA. This works for inactive accounts too.', SETTLE],
  'end-long-term': [
    'The exceptions of these users have ended.',
    PICK,
    'Open the bulk edit and choose Enable Azure MFA.',
    SETTLE,
  ],
  switch: [PICK, 'Move the users to the other Conditional Access policy. MFA stays on.', SETTLE],
  disable: [
    PICK,
    'Check the list. Then open the bulk edit and disable MFA. This takes the users out of every MFA policy.',
    SETTLE,
  ],
  'end-short-term': [
    OPEN,
    'Enable MFA, which ends the 24 hour exception. If the exception has ended by itself, there is nothing to do.',
  ],
  're-enrol': [
    OPEN,
    'Start the MFA re-enrolment once. It removes the registered methods. MFA stays on, and the user registers again at the next sign-in.',
  ],
  'grant-short-term': [
    OPEN,
    'Choose MFA 24 hour exception and give the reason. The portal takes one user at a time, and ends the exception after 24 hours.',
    'Re-enrol the user afterwards if the phone was lost, stolen or misplaced, or if notifications did not arrive.',
  ],
  'grant-long-term': [
    'The portal cannot grant these. Send the form for long-term exceptions. One form can name several users.',
    'The file of this step holds a row for each user, with what the form asks for. An exception lasts 180 days at most.',
  ],
};

/** What is done, one sentence each. */
export function instructionsOf({ task, to }: WorkStep): readonly string[] {
  return [...SENTENCES[task], ...policyOf(task, to)];
}

/** Standard is what the portal gives by itself, but for users who had Named Locations. */
function policyOf(task: Task, to: Level | null): string[] {
  if (to === null || to === 'disabled' || (to === 'standard' && task !== 'switch')) return [];
  return [`The policy must be ${LEVEL_NAMES[to]}. If the portal does not offer it, ask the helpdesk to set it.`];
}

/** What the next report must show for the users of a step. */
export function expectationOf(step: WorkStep): string {
  if (step.task === 're-enrol')
    return 'The MFA Status report shows no authentication type until the user has registered again.';
  const counts = new Map<string, number>();
  for (const { after } of step.batches.flatMap(({ changes }) => changes))
    counts.set(after.status, (counts.get(after.status) ?? 0) + 1);
  const statuses = [...counts].map(([status, count]) => `${status} for ${count}`);
  return `The next MFA Status report must show ${statuses.join(', ')}.`;
}

/** The page of one user in the portal. */
export function userPage(address: string): string {
  return `https://portal.nhs.net/Admin#/viewDetails/${encodeURIComponent(address.toWellFormed()).replaceAll('%40', '@')}`;
}
