/** The TypeScript files of src/ as the compiler's parser sees them: what each exports and what it imports. */
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { sourceFiles } from './architecture.ts';

export interface SourceFile {
  /** As `src/…` with forward slashes. */
  readonly name: string;
  readonly lines: number;
  /** Lines that import declarations take, the names in them included. */
  readonly importLines: number;
  /** Exported names that this file declares itself; a name that it passes on from another file is not one. */
  readonly declares: readonly Declared[];
  /** Files of src/ that it imports or passes names on from, in code or for types, each once. */
  readonly imports: ReadonlySet<string>;
}

export interface Declared {
  readonly name: string;
  readonly line: number;
}

/** All files under `src/` of a folder, sorted by name. */
export async function readSources(root?: string): Promise<SourceFile[]> {
  const names = await sourceFiles(root);
  return Promise.all(names.map(async (name) => parseSource(name, await readFile(join(root ?? '', name), 'utf8'))));
}

/** One file. `name` is where it stands, so that what it imports can be told as paths. */
export function parseSource(name: string, text: string): SourceFile {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const importLines = source.statements
    .filter((statement) => ts.isImportDeclaration(statement))
    .map((statement) => lineOf(statement.end) - lineOf(statement.getStart()) + 1);
  const relative = ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((target) => target.startsWith('.'));
  return {
    name,
    lines: text.split('\n').length - 1,
    importLines: importLines.reduce((sum, lines) => sum + lines, 0),
    declares: exportedIdentifiers(source).map((node) => ({ name: node.text, line: lineOf(node.getStart()) })),
    imports: new Set(relative.map((target) => posix.join(posix.dirname(name), target))),
  };
}

/** Overloads of a function, and a type beside a value of the same name, are one name. */
function exportedIdentifiers(source: ts.SourceFile): ts.Identifier[] {
  const declared = source.statements.flatMap((statement) =>
    declaredBy(statement).map((node) => ({ node, exported: isExported(statement) })),
  );
  const listed = new Set(source.statements.flatMap(listedForExport));
  const found = declared.filter(({ node, exported }) => exported || listed.has(node.text)).map(({ node }) => node);
  return found.filter((node, index) => found.findIndex(({ text }) => text === node.text) === index);
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declaredBy(statement: ts.Statement): ts.Identifier[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  return named && statement.name !== undefined ? [statement.name] : [];
}

/** The names of `const { a, b: [c] } = …` are a and c. */
function bound(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []));
}

/** Names in `export { a, b as c }` without `from`: they are this file's own where it declares them. */
function listedForExport(statement: ts.Statement): string[] {
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
  const clause = statement.exportClause;
  if (clause === undefined || !ts.isNamedExports(clause)) return [];
  return clause.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}
