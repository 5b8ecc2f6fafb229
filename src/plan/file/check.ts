import { createHash, type Hash } from 'node:crypto';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { ChangeCounts, contradiction } from './claims.ts';
import { Fingerprint } from '../fingerprint.ts';
import type { PlanHeader, PlanLine } from '../../generated/plan.ts';
import { readSchema, schemaCompiler } from '../../machine/schemas.ts';
import { type ByteLine, readByteLines } from '../../machine/byte-lines.ts';

/** A plan file that is whole and as it was written. */
export interface CheckedPlan {
  readonly header: PlanHeader;
  /** SHA-256 of the file's bytes: what receipts, ledger and approvals name. */
  readonly planId: string;
}

/**
 * Reads a plan file from end to end: its format, its schema, its digest, its numbers and its fingerprint. A file that
 * fails in anything is no plan.
 */
export async function checkPlanFile(file: string): Promise<Checked<CheckedPlan>> {
  return checkPlanLines(file, readByteLines(file));
}

/** The same for a plan whose lines come from elsewhere; `file` names it in messages. */
export async function checkPlanLines(file: string, lines: AsyncIterable<ByteLine>): Promise<Checked<CheckedPlan>> {
  try {
    return await new PlanCheck(file).check(lines);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return {
      ok: false,
      diagnostics: [problem(file, null, 'plan-unreadable', `mfactl cannot read the plan: ${error.message}`)],
    };
  }
}

let validator: ValidateFunction<PlanLine> | null = null;

function validatePlanLine(): ValidateFunction<PlanLine> {
  validator ??= schemaCompiler().compile<PlanLine>(readSchema('plan'));
  return validator;
}

/** Raised inside of the check and returned by it: the first thing that does not hold ends it. */
class Unsound extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

class PlanCheck {
  readonly #file: string;
  readonly #planId: Hash = createHash('sha256');
  readonly #digest: Hash = createHash('sha256');
  readonly #fingerprint = new Fingerprint();
  readonly #counts = new ChangeCounts();
  #line = 0;
  /** The first change whose states do not say what the file claims of it, with its line. */
  #contradiction: { readonly line: number; readonly says: string } | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  async check(lines: AsyncIterable<ByteLine>): Promise<Checked<CheckedPlan>> {
    try {
      let header: PlanHeader | null = null;
      for await (const line of lines) {
        this.#line++;
        if (header === null) header = this.#header(line);
        else this.#chunk(line);
      }
      if (header === null) throw this.#unsound('plan-empty', 'the file is empty, so it is not a plan');
      this.#whole(header);
      return { ok: true, value: { header, planId: `sha256:${this.#planId.digest('hex')}` }, diagnostics: [] };
    } catch (error) {
      if (error instanceof Unsound) return { ok: false, diagnostics: [error.diagnostic] };
      throw error;
    }
  }

  #header(line: ByteLine): PlanHeader {
    const header = this.#parse(line);
    if (header.type !== 'header')
      throw this.#unsound('plan-format', 'the first line is not the header of a plan (mfactl.plan/v1)');
    const text = line.bytes.toString('utf8');
    const ending = `"digest":"${header.digest}"}`;
    if (header.digest === '' || !text.endsWith(ending))
      throw this.#unsound('plan-digest', 'the header does not end with its digest; make a new plan');
    this.#planId.update(line.bytes).update('\n');
    this.#digest.update(`${text.slice(0, -ending.length)}"digest":""}\n`);
    return header;
  }

  #chunk(line: ByteLine): void {
    const chunk = this.#parse(line);
    if (chunk.type !== 'chunk')
      throw this.#unsound('plan-format', 'this line is not a chunk; a plan has one header, and then chunks');
    if (chunk.id !== this.#line - 1)
      throw this.#unsound(
        'plan-chunk',
        `this line should be chunk ${this.#line - 1}, but it is chunk ${chunk.id}; make a new plan`,
      );
    if (chunk.changes.length > 50)
      throw this.#unsound('plan-chunk', `chunk ${chunk.id} has more than 50 changes; make a new plan`);
    this.#planId.update(line.bytes).update('\n');
    this.#digest.update(line.bytes).update('\n');
    for (const change of chunk.changes) {
      this.#fingerprint.add(chunk, change);
      this.#counts.add(chunk, change);
      const says = this.#contradiction === null ? contradiction(chunk, change) : null;
      if (says !== null) this.#contradiction = { line: this.#line, says };
    }
  }

  #parse(line: ByteLine): PlanLine {
    let value: unknown;
    try {
      value = JSON.parse(line.bytes.toString('utf8'));
    } catch {
      throw this.#unsound('plan-format', 'this line is not JSON: the file is not a plan, or its end is missing');
    }
    if (!line.ended)
      throw this.#unsound(
        'plan-format',
        'the end of the last line is missing; copy the file again, or make a new plan',
      );
    const validate = validatePlanLine();
    if (!validate(value))
      throw this.#unsound('plan-format', `this line does not follow the format mfactl.plan/v1${where(validate)}`);
    return value;
  }

  #whole(header: PlanHeader): void {
    this.#line = 1;
    if (header.digest !== `sha256:${this.#digest.digest('hex')}`)
      throw this.#unsound(
        'plan-digest',
        'the plan has changed since it was made: it does not match its digest; make a new plan',
      );
    if (header.fingerprint !== this.#fingerprint.value())
      throw this.#unsound('plan-fingerprint', 'the changes do not match the fingerprint of the plan; make a new plan');
    const miscounted = this.#counts.difference(header.counts);
    if (miscounted !== null) throw this.#unsound('plan-counts', `${miscounted}; make a new plan`);
    if (this.#contradiction === null) return;
    this.#line = this.#contradiction.line;
    throw this.#unsound(
      'plan-contradiction',
      `the plan contradicts itself: ${this.#contradiction.says}; make a new plan`,
    );
  }

  #unsound(code: string, message: string): Unsound {
    return new Unsound(problem(this.#file, this.#line || null, code, message));
  }
}

function where(validate: ValidateFunction): string {
  const deepest = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  return deepest === undefined ? '' : ` (${deepest.instancePath || '/'} ${deepest.message ?? ''})`;
}

function problem(file: string, line: number | null, code: string, message: string): Diagnostic {
  return { file, line, column: null, code, severity: 'error', message };
}
