import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { JournalLine } from '../generated/journal.ts';
import type { GrantLine } from '../generated/grants.ts';
import type { LedgerLine } from '../generated/ledger.ts';
import type { PendingLine } from '../generated/pending.ts';
import type { PopulationLine } from '../generated/population.ts';
import { readSchema, schemaCompiler } from '../machine/schemas.ts';

/** Compiled when it is first used: most commands read none of these files. */
// The caller names the type that the schema describes.
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
function validator<Line>(name: string): (value: unknown) => value is Line {
  let validate: ValidateFunction<Line> | null = null;
  return (value): value is Line => {
    validate ??= schemaCompiler().compile<Line>(readSchema(name));
    return validate(value);
  };
}

export const isLedgerLine = validator<LedgerLine>('ledger');
export const isPopulationLine = validator<PopulationLine>('population');
export const isGrantLine = validator<GrantLine>('grants');
export const isPendingLine = validator<PendingLine>('pending');
export const isJournalLine = validator<JournalLine>('journal');
