/** The rule of the Tenant document. */
import { diagnose, wholeFile } from '../diagnostics/diagnose.ts';
import { kindAt } from '../documents.ts';
import type { Rule } from './rule.ts';
import { placeOf } from '../yaml/source.ts';

/** There is exactly one Tenant document. One that is refused for another mistake is there all the same. */
export const oneTenant: Rule = ({ documents, name }) => {
  const refused = documents.refused.filter(({ kind, path }) => kind === 'Tenant' || kindAt(path) === 'Tenant');
  const [first, ...others] = documents.tenants;
  if (first === undefined && refused.length === 0) {
    const place = wholeFile(`${name}/tenant.yaml`);
    return [diagnose('missing-tenant', place, `There is no Tenant document. Write ${name}/tenant.yaml.`)];
  }
  return others.map(({ source }) =>
    diagnose(
      'second-tenant',
      placeOf(source, ['kind']),
      `The Tenant document is ${first?.source.file}. Keep one of the two.`,
    ),
  );
};
