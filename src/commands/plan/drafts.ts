import { asksNothing, entryFor, entryToComplete, withEntries } from '../../adopt/exceptions.ts';
import { decide } from '../../decide/decide.ts';
import type { Account, ActualLevel, DecisionContext, ExceptionType, Level } from '../../model/account.ts';
import type { Policies, UserException } from '../../model/policies.ts';
import { reportedException } from '../../model/status.ts';
import { foldCode, foldName, unitKey, unitSegments } from '../../model/text.ts';
import { formatInstant } from '../../model/time.ts';
import type { PolicyDocument } from '../../policy/documents.ts';
import { appendEntry } from '../../policy/edit/append.ts';
import { type ExceptionPlace, exceptionPlace } from '../../policy/edit/exception-place.ts';
import { removeEntries } from '../../policy/edit/remove.ts';
import { replaceSections, replaceText } from '../../policy/edit/sections.ts';
import { exceptionFacts, exceptionRulesOf } from '../../policy/resolve/exceptions.ts';
import { lineOf, originOf, type Path } from '../../policy/yaml/source.ts';
import { counted } from '../../report/markup/numbers.ts';
import type { Mask } from '../../report/markup/mask.ts';
import type { EditablePolicies } from '../../session/edits.ts';
import type { Io } from '../../session/io.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What drafts are made from and tried on. */
export interface Scene {
  readonly io: Io;
  readonly policies: EditablePolicies;
  readonly snapshot: Snapshot;
  readonly context: DecisionContext;
}

/** An account that somebody changed, and the level that it has since. */
export interface Drifted {
  readonly account: Account;
  readonly level: ActualLevel;
}

/** An edit of one file that nobody has tried yet. */
export interface EditDraft {
  readonly drifted: readonly Drifted[];
  /** Below the folder of the policies. */
  readonly path: string;
  /** The line that is changed or goes; null where lines are added. */
  readonly line: number | null;
  /** The number of the entry that goes, else -1: later entries go first, so that the numbers of earlier ones hold. */
  readonly number: number;
  /** Null where the file is new. */
  readonly before: string | null;
  /** The text with the edit, in which addresses are shown as the mask says. */
  readonly change: (text: string | null, mask: Mask) => string;
  /** The level that the accounts have by the edit; null where it adds a comment alone. */
  readonly level: ActualLevel | null;
  readonly says: string;
  /** Why it need not be tried; null where it is to be. */
  readonly refused: string | null;
}

const NO_FILE = { path: '', line: null, number: -1, before: null, change: () => '', level: null, says: '' };

/** Accounts for which nothing is drafted, and why. */
export function refusal(drifted: readonly Drifted[], refused: string): EditDraft {
  return { ...NO_FILE, drifted, refused };
}

/** The entry behind an exception that the directory no longer has goes. */
export function removalDraft({ policies, context }: Scene, drifted: Drifted): EditDraft {
  const { documents, loaded } = policies;
  const origin = decide(drifted.account, loaded.policies, context).exception?.entry.origin;
  const own = documents.exceptions.filter(({ value }) => foldCode(value.organisation) === drifted.account.organisation);
  const facts = exceptionFacts(own, exceptionRulesOf(documents.tenants[0]?.value ?? null)).find(
    ({ document, path }) => originOf(document.source, path) === origin,
  );
  if (facts === undefined) return refusal([drifted], 'The exception is not in the policies.');
  const { document, path } = facts;
  const number = path[1] as number;
  return {
    drifted: [drifted],
    path: document.path,
    line: lineOf(document.source, path),
    number,
    before: document.source.text,
    change: (text) => removeEntries(text ?? '', 'Exceptions', 'exceptions', new Set([number])),
    level: drifted.level,
    says: 'MFA is on for this user again. Remove this exception: git keeps it.',
    refused: null,
  };
}

/** An exception for a user without MFA: an entry where the tenant asks for nothing that only people know, else a comment. */
export function entryDraft({ policies, context }: Scene, drifted: Drifted): EditDraft {
  const { account } = drifted;
  const world = policies.loaded.policies;
  const type = typeFor(drifted, world);
  const entry = entryFor(account, type, world, context);
  const { action, because } = decide(account, withEntries(world, [entry]), context);
  if (action !== 'none') return refusal([drifted], `No exception can be accepted: ${because.at(-1)?.says}.`);
  const place = exceptionPlace(policies.documents, account.organisation, type);
  if (place === null)
    return refusal([drifted], 'The organisation has no document, so no exception can be recorded for it.');
  return (asksNothing(type, world) ? wholeEntry : openEntry)({ drifted: [drifted], world, entry, place });
}

interface NewException {
  readonly drifted: readonly [Drifted];
  readonly world: Policies;
  readonly entry: UserException;
  readonly place: ExceptionPlace;
}

/** An entry that is valid as it stands. */
function wholeEntry({ drifted, world, entry, place }: NewException): EditDraft {
  const { type, reason } = entry;
  const startsAt = formatInstant(entry.startsAt);
  const fields = (mask: Mask) => ({ user: mask(drifted[0].account.address), type, startsAt, reason });
  const reasons = world.tenant.exceptionRules[type].reasons.join(', ');
  return {
    ...addition(drifted, place),
    change: (text, mask) => appendEntry(text ?? place.start, 'Exceptions', 'exceptions', fields(mask)).text,
    level: drifted[0].level,
    says: `MFA was switched off for this user. To keep it off for now, add this ${type} exception. The tenant lists these reasons: ${reasons}.`,
  };
}

/** An entry in a comment, for a person to complete. */
function openEntry({ drifted, world, entry, place }: NewException): EditDraft {
  const lines = (mask: Mask) => entryToComplete({ ...entry, user: mask(drifted[0].account.address) }, world).join('\n');
  return {
    ...addition(drifted, place),
    change: (text, mask) => `${(text ?? place.start).trimEnd()}\n${lines(mask)}\n`,
    level: null,
    says: `MFA was switched off for this user. To keep it off, complete this ${entry.type} exception and move it into the list. As a comment it changes nothing.`,
  };
}

function addition(drifted: readonly Drifted[], { path, text }: ExceptionPlace) {
  return { drifted, path, line: null, number: -1, before: text, refused: null };
}

/** The type that the directory reports; else the shortest that can be written without anybody's help. */
function typeFor({ account }: Drifted, world: Policies): ExceptionType {
  const reported = reportedException(account.reported);
  if (reported !== null) return reported;
  return (['short-term', 'long-term'] as const).find((type) => asksNothing(type, world)) ?? 'long-term';
}

/** Levels for the place of some accounts of one unit, from the narrowest place to the widest. */
export function levelDrafts({ policies, context }: Scene, drifted: readonly Drifted[], level: Level): EditDraft[] {
  const { organisations, tenants } = policies.documents;
  const [{ account }] = drifted as [Drifted, ...Drifted[]];
  const home = organisations.find(({ value }) => foldCode(value.code) === account.organisation);
  const [tenant] = tenants;
  const all = { drifted, level };
  if (home === undefined) return tenant === undefined ? [] : [ownLevel(all, tenant, 'the tenant')];
  const day = formatInstant(context.now).slice(0, 10);
  const drafts = [ownLevel(all, home, `organisation ${account.organisation}`)];
  const { userPolicies = [] } = home.value;
  const policy = userPolicies.findIndex(({ name }) => foldName(name) === foldName(account.userPolicy));
  if (policy >= 0)
    drafts.unshift(listedLevel(all, home, ['userPolicies', policy, 'mfa'], `user policy ${account.userPolicy}`));
  if (account.unit.trim() !== '') drafts.unshift(unitLevel(all, home, account.unit, `As found on ${day}`));
  return drafts;
}

interface Wish {
  readonly drifted: readonly Drifted[];
  readonly level: Level;
}

type LevelDocument = PolicyDocument<'Tenant'> | PolicyDocument<'Organisation'>;

function levelDraft(
  { drifted, level }: Wish,
  document: LevelDocument,
  what: string,
): Omit<EditDraft, 'change' | 'line'> {
  const says = `${counted(drifted.length, 'account')} ${drifted.length === 1 ? 'has' : 'have'} the level ${level} in the directory. To keep it, give ${what} this level.`;
  return { drifted, level, says, path: document.path, number: -1, before: document.source.text, refused: null };
}

/** The level of a whole document. */
function ownLevel(wish: Wish, document: LevelDocument, what: string): EditDraft {
  return {
    ...levelDraft(wish, document, what),
    line: lineOf(document.source, document.value.mfa === undefined ? ['code'] : ['mfa']),
    change: (text) =>
      replaceText(text ?? '', ['mfa'], wish.level) ??
      replaceSections(text ?? '', document.kind, { mfa: [`mfa: ${wish.level}`] }),
  };
}

/** The level of an entry that is there. */
function listedLevel(wish: Wish, document: LevelDocument, path: Path, what: string): EditDraft {
  return {
    ...levelDraft(wish, document, what),
    line: lineOf(document.source, path),
    change: (text) => replaceText(text ?? '', path, wish.level) ?? (text as string),
  };
}

function unitLevel(wish: Wish, home: PolicyDocument<'Organisation'>, unit: string, reason: string): EditDraft {
  const { units = [] } = home.value;
  const key = unitKey(unitSegments(unit));
  const number = units.findIndex(({ path }) => unitKey(unitSegments(path)) === key);
  if (number >= 0) return listedLevel(wish, home, ['units', number, 'mfa'], `unit ${unit}`);
  return {
    ...levelDraft(wish, home, `unit ${unit}`),
    line: null,
    change: (text) => appendEntry(text ?? '', 'Organisation', 'units', { path: unit, mfa: wish.level, reason }).text,
  };
}
