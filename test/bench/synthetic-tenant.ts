const STATUSES = [
  '',
  'User Enabled',
  'User Disabled',
  'Admin Enabled',
  'Admin Disabled',
  'MFA Enforced ATP Group',
  'MFA Disabled ATP Group',
  'MFA Enforced Admin Role',
  'MFA Disabled Admin Role',
  'MFA Enforced Compromised',
  'MFA 24 Hour Exception',
  'MFA Long Term Exception',
];
const STATUS_WEIGHTS = [3, 10, 3, 52, 22, 1, 0.5, 2, 0.5, 0.2, 0.8, 5];
const METHODS = [
  'OneWaySMS',
  'PhoneAppNotification',
  'PhoneAppOTP',
  'TwoWayVoiceMobile',
  'TwoWayVoiceAlternateMobile',
  'TwoWayVoiceOffice',
  'SMS',
  'Voice',
  'SoftwareOTP',
];
const ACCOUNT_STATUSES = ['Active', 'Active (Leaver)', 'Disabled_Leaver', 'Disabled', 'Pending', 'Deleted', ''];
const ACCOUNT_STATUS_WEIGHTS = [90, 3, 2, 2, 1, 1.5, 0.5];
const TYPES = ['User', 'Application', 'Shared', 'Resource'];
const TYPE_WEIGHTS = [93, 1.5, 4.5, 1];
const ROLES = [
  '',
  'Local Admin',
  'Local Primary Admin',
  'Local Helpdesk',
  'ATP Approver',
  'Local Admin;ATP Approver',
  'Global Helpdesk',
];
const ROLE_WEIGHTS = [97.5, 1, 0.3, 0.8, 0.2, 0.1, 0.1];
const UNIT_WORDS = [
  'Corporate',
  'IT',
  'Estates',
  'Kiosks',
  'Nursing',
  'Ward 3',
  'Pharmacy',
  'Finance',
  'Volunteers',
  'Outpatients',
  'Theatres',
  'Community',
];
const GIVEN = ['jo', 'sam', 'alex', 'kim', 'lee', 'pat', 'robin', 'chris', 'max', 'toni', 'dana', 'ash'];

/** What the policies of a synthetic tenant need to know of one account. */
export interface SyntheticAccount {
  readonly address: string;
  /** The number of its organisation; `codeOf` gives the code. */
  readonly organisation: number;
  /** The MFA status that the report shows. */
  readonly reported: string;
}

/** The accounts of a synthetic tenant, each made from its number, the seed and nothing else. */
export class SyntheticTenant {
  readonly #seed: number;
  readonly #organisations: number;
  readonly #status = picker(STATUSES, STATUS_WEIGHTS);
  readonly #accountStatus = picker(ACCOUNT_STATUSES, ACCOUNT_STATUS_WEIGHTS);
  readonly #type = picker(TYPES, TYPE_WEIGHTS);
  readonly #role = picker(ROLES, ROLE_WEIGHTS);

  constructor(organisations: number, seed: number) {
    this.#organisations = organisations;
    this.#seed = seed;
  }

  account(i: number): SyntheticAccount {
    return { address: addressOf(i), organisation: this.#organisationOf(i), reported: this.#status(this.#draw(i, 9)) };
  }

  /** Null where the account stands in the other report alone. */
  mailboxRow(i: number): string | null {
    if (this.#draw(i, 1) < 0.0025) return null;
    const organisation = this.#organisationOf(i);
    const name = nameOf(i);
    const code = codeOf(organisation);
    const blank = this.#draw(i, 2);
    const unit = blank < 0.02 ? '' : this.#unitOf(i, organisation);
    const policy =
      this.#draw(i, 3) < 0.3 ? '' : `${code}.${['E3', 'F3', 'E3.Volunteers'][Math.floor(this.#draw(i, 4) ** 3 * 3)]}`;
    const display = `"${name.surname.toUpperCase()}, ${name.given} (${code})"`;
    const shown = this.#draw(i, 5) < 0.03 ? code.toLowerCase() : code;
    return `${addressOf(i)},${display},${shown},${unit},${this.#type(this.#draw(i, 6))},${this.#accountStatus(this.#draw(i, 7))},${policy},${this.#role(this.#draw(i, 8))}`;
  }

  mfaRow(i: number): string | null {
    const alone = this.#draw(i, 1);
    if (alone >= 0.0025 && alone < 0.005) return null;
    const address = addressOf(i);
    const status = this.#status(this.#draw(i, 9));
    return `${this.#draw(i, 10) < 0.1 ? capitalised(address) : address},${status},${this.#methodsOf(i)}`;
  }

  #organisationOf(i: number): number {
    return Math.floor(this.#draw(i, 11) ** 4 * this.#organisations);
  }

  #unitOf(i: number, organisation: number): string {
    const branch = Math.floor(this.#draw(i, 12) ** 2 * 6);
    return branchPath(organisation, branch);
  }

  #methodsOf(i: number): string {
    const drawn = this.#draw(i, 13);
    if (drawn < 0.15) return '';
    const first = METHODS[Math.floor(this.#draw(i, 14) * METHODS.length)];
    return drawn < 0.75 ? `${first}` : `${first};${METHODS[Math.floor(this.#draw(i, 15) * METHODS.length)]}`;
  }

  #draw(i: number, question: number): number {
    return draw(this.#seed, i, question);
  }
}

/** A number from 0 to 1 that depends on the seed, the account (or whatever is numbered) and the question alone. */
export function draw(seed: number, i: number, question: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(i + 1, 0xc2b2ae35) ^ Math.imul(question, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 2 ** 32;
}

/** The path of one of an organisation's six units, 0 to 5; the first is the largest and has no parent. */
export function branchPath(organisation: number, branch: number): string {
  const word = (n: number) => UNIT_WORDS[(organisation * 5 + n * 7) % UNIT_WORDS.length] as string;
  return branch === 0 ? word(0) : `${word(branch)}/${word(branch + 3)}`;
}

/** `R..` for the first ones, as trusts have, and a letter with five digits for the others. */
export function codeOf(organisation: number): string {
  const trusts = 36 * 36;
  if (organisation < trusts) return `R${organisation.toString(36).padStart(2, '0').toUpperCase()}`;
  const rest = organisation - trusts;
  return `${'ABCDEFGHJKLMNPVWXY'[rest % 18]}${String(80_000 + Math.floor(rest / 18)).padStart(5, '0')}`;
}

function addressOf(i: number): string {
  const { given, surname } = nameOf(i);
  return `${given}.${surname}${i}@nhs.net`;
}

function nameOf(i: number): { given: string; surname: string } {
  return { given: GIVEN[i % GIVEN.length] as string, surname: 'example' };
}

function capitalised(address: string): string {
  return address.replace(/(^|\.)[a-z]/g, (letter) => letter.toUpperCase());
}

/** A value for a number from 0 to 1, as often as its weight says. */
function picker(values: readonly string[], weights: readonly number[]): (draw: number) => string {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const bounds = weights.map((weight) => (sum += weight) / total);
  return (draw) => values[bounds.findIndex((bound) => draw < bound)] ?? (values.at(-1) as string);
}
