import type { Random } from '../example/random.ts';
import {
  DAY,
  FIRST,
  filesOf,
  HOUR,
  nextChange,
  type Organisation,
  organisationCode,
  rulesOf,
  TENANT,
} from './generated-model.ts';

/** A commit as the generator knows it. */
export interface KnownCommit {
  /** Whole id. */
  id: string;
  readonly author: string;
  readonly date: number;
  readonly pullRequest: number | null;
}

/** What the branch stood at. */
export interface KnownArrival {
  readonly commit: KnownCommit;
  /** When it came to the branch. */
  readonly at: number;
  /** The organisation that it changed, as it was from then on; null for the first commit. */
  readonly organisation: Organisation | null;
}

const AUTHORS = ['Jo Example', 'Sam Example', 'Ada Example', 'Zoë Example'];

/** Writes the stream for `git fast-import`, and remembers what it did. */
export class Writer {
  readonly known: KnownCommit[] = [];
  readonly #random: Random;
  readonly #texts: string[] = [];
  readonly #now = new Map<string, Organisation>();
  readonly #before = new Map<string, Organisation>();
  readonly #introduced = new Map<string, Map<string, KnownCommit>>();
  readonly #arrivals: KnownArrival[] = [];
  #tip = 0;
  #clock = FIRST;
  #arrived = Number.NEGATIVE_INFINITY;
  #pull = 0;

  constructor(random: Random, organisations: number) {
    this.#random = random;
    const files = new Map([['policies/tenant.yaml', TENANT]]);
    const first = this.#describe(null);
    for (let i = 0; i < organisations; i++) {
      const organisation: Organisation = {
        code: organisationCode(i),
        level: 'standard',
        unit: null,
        layout: 0,
        broken: false,
        entries: [],
      };
      for (const [file, text] of filesOf(organisation)) files.set(file, text);
      this.#now.set(organisation.code, organisation);
      this.#before.set(organisation.code, organisation);
      this.#introduced.set(organisation.code, new Map([['level', first]]));
    }
    this.#tip = this.#commit('main', first, 'First policies', [], new Map(), files);
    this.#arrive(first, null);
  }

  get count(): number {
    return this.known.length;
  }

  stream(): string {
    return this.#texts.join('');
  }

  answers(): {
    arrivals: readonly KnownArrival[];
    introduced: ReadonlyMap<string, ReadonlyMap<string, KnownCommit>>;
    organisations: ReadonlyMap<string, Organisation>;
  } {
    return { arrivals: this.#arrivals, introduced: this.#introduced, organisations: this.#now };
  }

  /** One change on the branch; a mistake is mended at once, so that few commits have an error. */
  step(): void {
    const code = organisationCode(this.#random.below(this.#now.size));
    this.#deliver(code);
    if (this.#at(code).broken) this.#direct(code, null);
  }

  #at(code: string): Organisation {
    return this.#now.get(code) as Organisation;
  }

  #deliver(code: string): void {
    const way = this.#random.below(4);
    if (way === 0) return this.#direct(code, null);
    if (way === 1) return this.#direct(code, ++this.#pull);
    this.#merged(code, this.#random.below(2) + 1);
  }

  /** A commit on the branch itself; `pull`: as a squashed pull request. */
  #direct(code: string, pull: number | null): void {
    const [before, { to, says }] = this.#draw(code);
    const commit = this.#describe(pull);
    const subject = pull === null ? says : `${says} (#${pull})`;
    this.#tip = this.#commit('main', commit, subject, [this.#tip], filesOf(before), filesOf(to));
    this.#note(commit, before, to);
    this.#arrive(commit, to);
  }

  /** One or two commits beside the branch, while it goes on elsewhere, and the merge. */
  #merged(code: string, steps: number): void {
    const pull = ++this.#pull;
    const start = this.#at(code);
    const were = new Map(this.#introduced.get(code));
    let topic = this.#tip;
    for (let i = 0; i < steps; i++) {
      const [before, { to, says }] = this.#draw(code);
      const commit = this.#describe(pull);
      topic = this.#commit('topic', commit, says, [topic], filesOf(before), filesOf(to));
      this.#note(commit, before, to);
    }
    const elsewhere = organisationCode(this.#random.below(this.#now.size));
    if (elsewhere !== code && !start.broken && !this.#at(elsewhere).broken && !this.#at(code).broken) {
      this.#direct(elsewhere, null);
      if (this.#at(elsewhere).broken) this.#direct(elsewhere, null);
    }
    this.#keep(were, start, this.#at(code));
    const merge = this.#describe(pull);
    const subject = `Merge pull request #${pull} from example/${code}`;
    this.#tip = this.#commit('main', merge, subject, [this.#tip, topic], filesOf(start), filesOf(this.#at(code)));
    this.#arrive(merge, this.#at(code));
  }

  #draw(code: string): [Organisation, ReturnType<typeof nextChange>] {
    const now = this.#at(code);
    return [now, nextChange(this.#random, now, this.#before.get(code) as Organisation, this.#clock)];
  }

  #note(commit: KnownCommit, before: Organisation, after: Organisation): void {
    this.#now.set(after.code, after);
    this.#before.set(after.code, before);
    const own = this.#introduced.get(after.code) as Map<string, KnownCommit>;
    const [were, are] = [rulesOf(before), rulesOf(after)];
    for (const name of own.keys()) if (!are.has(name)) own.delete(name);
    for (const [name, says] of are) if (were.get(name) !== says) own.set(name, commit);
  }

  /** What a pull request left as it was, it did not introduce, whatever its commits did on the way. */
  #keep(were: ReadonlyMap<string, KnownCommit>, start: Organisation, end: Organisation): void {
    const own = this.#introduced.get(end.code) as Map<string, KnownCommit>;
    const said = rulesOf(start);
    for (const [name, says] of rulesOf(end)) {
      const before = were.get(name);
      if (before !== undefined && said.get(name) === says) own.set(name, before);
    }
  }

  #describe(pullRequest: number | null): KnownCommit {
    this.#clock += 2 * HOUR;
    // Now and then a machine's clock is behind.
    const date = this.#clock - (this.#random.below(20) === 0 ? this.#random.below(48) * HOUR : 0);
    return { id: '', author: this.#random.pick(AUTHORS), date, pullRequest };
  }

  #arrive(commit: KnownCommit, organisation: Organisation | null): void {
    this.#arrived = Math.max(this.#arrived, commit.date);
    this.#arrivals.push({ commit, at: this.#arrived, organisation });
  }

  #commit(
    branch: string,
    commit: KnownCommit,
    message: string,
    parents: readonly number[],
    before: ReadonlyMap<string, string>,
    after: ReadonlyMap<string, string>,
  ): number {
    const mark = this.known.push(commit);
    const authored = commit.date - this.#random.below(30) * DAY;
    const [from, ...merged] = parents;
    const person = `${commit.author} <${commit.author.slice(0, 2).toLowerCase()}.example@nhs.net>`;
    this.#texts.push(
      `commit refs/heads/${branch}\nmark :${mark}\nauthor ${person} ${authored / 1000} +0000\ncommitter GitHub <noreply@example.nhs.net> ${commit.date / 1000} +0000\n`,
      data(message),
      from === undefined ? '' : `from :${from}\n`,
      ...merged.map((parent) => `merge :${parent}\n`),
      ...[...before.keys()].filter((file) => !after.has(file)).map((file) => `D ${file}\n`),
      ...[...after]
        .filter(([file, text]) => before.get(file) !== text)
        .map(([file, text]) => `M 100644 inline ${file}\n${data(text)}`),
      '\n',
    );
    return mark;
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
