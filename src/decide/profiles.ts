import type { Policies } from '../model/policies.ts';
import { type Column, type Grouping, groupRows, type Population } from '../snapshot/population.ts';
import { fold } from '../model/text.ts';

/**
 * Groups rows by their profile: all that policies look at in an account beside its place and what names it. Methods
 * count only where a role limits them: re-enrolment looks at them too, but only in accounts that policies name.
 */
export function groupByProfile({ size, columns }: Population, policies: Policies): Grouping {
  const { type, status, compromised, membership, reported, roles } = columns;
  return groupRows(size, [type, status, compromised, membership, reported, roles, limitedMethods(columns, policies)]);
}

/** The methods of the rows whose roles limit them; one code stands for all others. */
function limitedMethods({ roles, methods }: Population['columns'], policies: Policies): Column<unknown> {
  const limiting = new Set(
    policies.roles.flatMap(({ allowedMethods, match }) => (allowedMethods === null ? [] : match)),
  );
  const limited = Uint8Array.from(roles.values, (names) => (names.some((name) => limiting.has(fold(name))) ? 1 : 0));
  if (!limited.includes(1)) return { codes: methods.codes, values: [null] };
  const other = methods.values.length;
  const codes = new Uint32Array(methods.codes.length);
  for (let row = 0; row < codes.length; row++)
    codes[row] = limited[roles.codes[row] as number] === 1 ? (methods.codes[row] as number) : other;
  return { codes, values: [...methods.values, null] };
}
