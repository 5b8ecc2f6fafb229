import { foldCode, quoted } from '../../model/text.ts';
import { type Place, diagnose, wholeFile } from '../diagnostics/diagnose.ts';
import type { Rule } from './rule.ts';
import { type Path, type Source, originOf, placeOf } from '../yaml/source.ts';
import type { Organisation } from '../../generated/organisation.ts';
import type { GuardrailLimits } from '../../model/policies.ts';
import { tenantGuardrails } from '../resolve/tenant.ts';
import { parsePercent } from '../../model/time.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { kindAt } from '../documents.ts';

/** One document for each organisation. A document in a foreign folder is that mistake alone. */
export const noDuplicateOrganisation: Rule = ({ documents }) => {
  const first = new Map<string, Source>();
  return documents.organisations.flatMap(({ value, folder, source }) => {
    const code = foldCode(value.code);
    if (folder === null || foldCode(folder) !== code) return [];
    const other = first.get(code);
    if (other === undefined) {
      first.set(code, source);
      return [];
    }
    return [
      diagnose(
        'duplicate-organisation',
        placeOf(source, ['code']),
        `${originOf(other, ['code'])} describes this organisation too. Keep one of the two.`,
      ),
    ];
  });
};

/** An organisation may only tighten what the tenant sets. */
export const organisationGuardrailsTighten: Rule = ({ documents }) => {
  const tenant = documents.tenants[0];
  if (tenant === undefined) return [];
  const limits = tenantGuardrails(tenant.value);
  return documents.organisations.flatMap(({ value, source }) =>
    limitPairs(value, limits).flatMap(({ path, own, tenants }) => {
      if (own === undefined || tenants === null || own <= tenants) return [];
      const message = `This limit is looser than the tenant's, which is ${tenants}. Tighten or remove it.`;
      return [diagnose('guardrail-looser', placeOf(source, ['guardrails', ...path]), message)];
    }),
  );
};

interface LimitPair {
  readonly path: Path;
  readonly own: number | undefined;
  readonly tenants: number | null;
}

function limitPairs({ guardrails = {} }: Organisation, limits: GuardrailLimits): LimitPair[] {
  const { loosen = {}, shrunkDirectory, unknownStatus } = guardrails;
  return [
    { path: ['maxChanges'], own: guardrails.maxChanges, tenants: limits.maxChanges },
    { path: ['loosen', 'floor'], own: loosen.floor, tenants: limits.loosen.floor },
    { path: ['loosen', 'percent'], own: loosen.percent, tenants: limits.loosen.percent },
    { path: ['loosen', 'count'], own: loosen.count, tenants: limits.loosen.count },
    { path: ['shrunkDirectory'], own: percent(shrunkDirectory), tenants: limits.shrunkDirectory },
    { path: ['lockout'], own: guardrails.lockout, tenants: limits.lockout },
    { path: ['unknownStatus'], own: percent(unknownStatus), tenants: limits.unknownStatus },
  ];
}

function percent(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parsePercent(text);
}

/** A document speaks of the organisation of its folder alone, so that review by folder is a real boundary. */
export const folderMatches: Rule = ({ documents }) =>
  [...documents.organisations, ...documents.exceptions, ...documents.reEnrolments].flatMap((document) => {
    const { folder, source, value } = document;
    const property = 'code' in value ? 'code' : 'organisation';
    const code = 'code' in value ? value.code : value.organisation;
    if (folder === null || foldCode(code) === foldCode(folder)) return [];
    const message = `${quoted(code)} does not belong in the folder ${quoted(folder)}. Move the file, or correct the code.`;
    return [diagnose('folder-mismatch', placeOf(source, [property]), message)];
  });

/** A folder below organisations/ holds an Organisation document; said once, at the first of its files. */
export const folderHasOrganisation: Rule = ({ documents, name }) => {
  const { organisations, exceptions, reEnrolments, refused } = documents;
  const folders = new Set<string | null>([null]);
  for (const { folder } of organisations) folders.add(folder);
  for (const { folder, path } of refused) if (kindAt(path) === 'Organisation') folders.add(folder);
  const lacks = (folder: string | null): folder is string => folder !== null && !folders.has(folder);
  const report = (folder: string, place: Place): Diagnostic => {
    folders.add(folder);
    const message = `This folder has no Organisation document. Add organisation.yaml to ${quoted(folder)}.`;
    return diagnose('folder-without-organisation', place, message);
  };
  return [
    ...[...exceptions, ...reEnrolments].flatMap(({ folder, source }) =>
      lacks(folder) ? [report(folder, placeOf(source, ['organisation']))] : [],
    ),
    ...refused.flatMap(({ folder, path }) => (lacks(folder) ? [report(folder, wholeFile(`${name}/${path}`))] : [])),
  ];
};
