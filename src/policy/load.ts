import { join } from 'node:path';
import type { Checked, Diagnostic } from '../model/diagnostic.ts';
import type { Instant, Origin } from '../model/account.ts';
import type { Policies } from '../model/policies.ts';
import { compareUtf8 } from '../model/text.ts';
import type { Invariant } from '../generated/invariants.ts';
import type { PolicyTest } from '../generated/policy-test.ts';
import { cutFiles } from './diagnostics/diagnose.ts';
import type { Documents } from './documents.ts';
import { exceptionFacts, exceptionRulesOf } from './resolve/exceptions.ts';
import { type ParseFile, parseAppliedFile, parseDocuments, parseFile } from './parse-documents.ts';
import { type PolicyFiles, digestOf, readPolicyFiles } from './read.ts';
import { type PolicyPlaces, placesOf } from './resolve/places.ts';
import { resolvePolicies } from './resolve/policies.ts';
import { checkRules } from './rules/all.ts';
import { type Standing, inStanding } from './standing.ts';
import { originOf } from './yaml/source.ts';

/** All that a policy repository says. */
export interface LoadedPolicies {
  readonly policies: Policies;
  /** `sha256:` and the digest of the set of files. */
  readonly digest: string;
  /** How many files were read. */
  readonly files: number;
  readonly tests: readonly LoadedTest[];
  readonly invariants: readonly LoadedInvariant[];
  /** Lines that comparisons name and decisions do not. */
  readonly places: PolicyPlaces;
}

/** A policy test with the place of the document and of each case. */
export interface LoadedTest {
  readonly test: PolicyTest;
  readonly origin: Origin;
  /** One a case, in their order. */
  readonly caseOrigins: readonly Origin[];
  /** One a case: the place of each thing that it expects, by its name. */
  readonly expectOrigins: readonly Readonly<Record<string, Origin>>[];
}

export interface LoadedInvariant {
  readonly invariant: Invariant;
  readonly origin: Origin;
}

/**
 * Reads and checks everything below `root/folder`. Diagnostics name files below `root`, and are in the order of file,
 * line and column. Warnings come with the policies; one error, and there are no policies.
 */
export function loadPolicies(
  root: string,
  folder: string,
  now: Instant,
  standing: Standing = 'new',
): Checked<LoadedPolicies> {
  const name = folderName(folder);
  return validatePolicyFiles(readPolicyFiles(join(root, folder), name), name, now, standing);
}

/** How diagnostics call the folder of the policies. */
export function folderName(folder: string): string {
  return folder
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '');
}

/** The same for files that have been read, and perhaps edited since; `parse` may know files that it has seen before. */
export function validatePolicyFiles(
  read: PolicyFiles,
  name: string,
  now: Instant,
  standing: Standing = 'new',
  parse: ParseFile = standing === 'new' ? parseFile : parseAppliedFile,
): Checked<LoadedPolicies> {
  const { documents, diagnostics: mistakes } = parseDocuments(read, name, parse);
  const exceptionRules = exceptionRulesOf(documents.tenants[0]?.value ?? null);
  const exceptions = exceptionFacts(documents.exceptions, exceptionRules);
  const findings = checkRules({ documents, exceptions, exceptionRules, name, now });
  const diagnostics = cutFiles(sortDiagnostics(inStanding([...read.diagnostics, ...mistakes, ...findings], standing)));
  if (diagnostics.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics };
  const policies = resolvePolicies(documents, exceptions);
  const value = {
    policies,
    digest: digestOf(read.files),
    files: read.files.length,
    ...provables(documents),
    places: placesOf(documents),
  };
  return { ok: true, value, diagnostics };
}

/** By file, line and column; what stands in one place stays in the order of the rules. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted(
    (a, b) => compareUtf8(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

function provables({ tests, invariants }: Documents): Pick<LoadedPolicies, 'tests' | 'invariants'> {
  return {
    tests: tests.map(({ value, source }) => ({
      test: value,
      origin: originOf(source, []),
      caseOrigins: value.accounts.map((_, i) => originOf(source, ['accounts', i])),
      expectOrigins: value.accounts.map(({ expect }, i) =>
        Object.fromEntries(Object.keys(expect).map((key) => [key, originOf(source, ['accounts', i, 'expect', key])])),
      ),
    })),
    invariants: invariants.flatMap(({ value, source }) =>
      value.invariants.map((invariant, i) => ({ invariant, origin: originOf(source, ['invariants', i]) })),
    ),
  };
}
