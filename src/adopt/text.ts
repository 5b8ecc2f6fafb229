import type { ObservedOrganisation, ObservedScope } from './levels.ts';
import { formatInstant } from '../model/time.ts';
import type { Instant } from '../model/account.ts';
import { printText } from '../policy/yaml/print.ts';
import type { Sections } from '../policy/edit/sections.ts';

/** A wave that has no date yet starts here. */
const FAR_AHEAD = '2100-01-01T00:00:00Z';

/** The keys of an Organisation document that say what was observed, with comments that say why. */
export function observedSections(observed: ObservedOrganisation, now: Instant): Sections {
  const { level, accounts, fitting, units, userPolicies } = observed;
  return {
    mfa: [`mfa: ${level} # ${fits(fitting, accounts)}`],
    units:
      units.length === 0
        ? null
        : [
            '# Units whose accounts have another level than the unit or organisation above them.',
            ...scopes('units', 'path', units, now),
          ],
    userPolicies:
      userPolicies.length === 0
        ? null
        : [
            '# User policies whose accounts have another level than their units.',
            ...scopes('userPolicies', 'name', userPolicies, now),
          ],
    rollout: rollout(observed, now),
  };
}

function fits(fitting: number, accounts: number): string {
  return `${fitting} of ${accounts} account${accounts === 1 ? '' : 's'} already at this level`;
}

function scopes(key: string, name: string, list: readonly ObservedScope[], now: Instant): string[] {
  const day = formatInstant(now).slice(0, 10);
  return [
    `${key}:`,
    ...list.flatMap((scope) => [
      `  - ${name}: ${printText(scope.name, false)}`,
      `    mfa: ${scope.level} # ${fits(scope.fitting, scope.accounts)}`,
      `    reason: As found on ${day}`,
    ]),
  ];
}

function rollout({ hold }: ObservedOrganisation, now: Instant): string[] | null {
  if (hold === null) return null;
  const { accounts, units, userPolicies } = hold;
  const comment = [
    `# ${accounts} account${accounts === 1 ? ' differs' : 's differ'} from the level of their unit. Until a wave that covers an account has started,`,
    '# the account keeps the level that it has now, so nothing changes by itself.',
  ];
  const list = (names: readonly string[]): string => `[${names.map((name) => printText(name, true)).join(', ')}]`;
  if (units.length + userPolicies.length === 0) {
    return [
      ...comment,
      '# Bring the date of the wave forward when these accounts are ready.',
      'rollout:',
      `  - { wave: Everyone, starts: ${FAR_AHEAD}, everyone: true }`,
    ];
  }
  return [
    ...comment,
    '# The first wave covers units and user policies whose accounts already have their level. Add waves for the others when they are ready.',
    'rollout:',
    '  - wave: In step already',
    `    starts: ${formatInstant(Math.floor(now / 1000) * 1000)}`,
    ...(units.length === 0 ? [] : [`    units: ${list(units)}`]),
    ...(userPolicies.length === 0 ? [] : [`    userPolicies: ${list(userPolicies)}`]),
  ];
}

/** A new Organisation document; `name` is the code where nobody knows better. */
export function observedDocument(observed: ObservedOrganisation, now: Instant): string {
  const code = printText(observed.code, false);
  const sections = Object.values(observedSections(observed, now)).filter((lines) => lines !== null);
  const head = [
    '# Made from the actual state of the directory, so the first plan changes nothing.',
    'kind: Organisation',
    `code: ${code}`,
    `name: ${code} # the reports do not give the name`,
  ];
  const [mfa = [], ...others] = sections;
  return `${[...head, ...mfa, ...others.flatMap((lines) => ['', ...lines])].join('\n')}\n`;
}
