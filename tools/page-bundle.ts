/**
 * Puts the style and the script of reports/latest/index.html into one module, so that the page is the same bytes from
 * a checkout and from a package, and nothing is read or compiled when a report is made.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BROWSER = join(ROOT, 'src/report/page/browser');

/** In the order in which they count. */
const STYLES = ['base', 'layout', 'tables', 'charts', 'explorer', 'detail', 'print'];

/** The text of src/generated/report-page.ts. */
export async function bundlePage(): Promise<string> {
  const style = await Promise.all(STYLES.map((name) => readFile(join(BROWSER, 'style', `${name}.css`), 'utf8')));
  const script = await bundleScript(join(BROWSER, 'main.ts'));
  return [
    '/* Generated from src/report/page/browser/ by npm run generate; never edited. */\n',
    `/** The stylesheet of the page. */\nexport const PAGE_STYLE = ${JSON.stringify(style.join('\n'))};\n`,
    `/** The script of the page. */\nexport const PAGE_SCRIPT = ${JSON.stringify(script)};\n`,
  ].join('\n');
}

/**
 * One classic script from a module and those that it imports, each before those that import it. Modules share one
 * scope there, so no two may declare the same name.
 */
export async function bundleScript(entry: string): Promise<string> {
  const parts = new Map<string, string>();
  const owners = new Map<string, string>();
  const visit = async (file: string): Promise<void> => {
    if (parts.has(file)) return;
    parts.set(file, '');
    const source = ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    for (const imported of importsOf(source)) await visit(join(dirname(file), imported));
    for (const name of declaredNames(source)) {
      const owner = owners.get(name);
      if (owner !== undefined) throw new Error(`${name} stands in ${owner} and in ${file}: rename one of them`);
      owners.set(name, file);
    }
    // Into its place behind those that it imports.
    parts.delete(file);
    parts.set(file, scriptOf(source));
  };
  await visit(entry);
  const texts = [...parts].map(([file, text]) => `// ${relative(ROOT, file).replaceAll('\\', '/')}\n${text}`);
  return `'use strict';\n(() => {\n${texts.join('')}})();\n`;
}

/** Modules that are imported for more than their types. */
function importsOf(source: ts.SourceFile): string[] {
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    const name = (moduleSpecifier as ts.StringLiteral).text;
    if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    const bindings = importClause?.namedBindings;
    const plain =
      bindings !== undefined &&
      ts.isNamedImports(bindings) &&
      bindings.elements.every((each) => each.propertyName === undefined);
    if (!plain || !name.startsWith('.'))
      throw new Error(`${source.fileName}: only { names } of files can be imported, not ${name}`);
    return [name];
  });
}

/** Functions, constants and variables of the module. */
function declaredNames(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? [];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  });
}

/** The module without types, comments, imports and the word export. */
function scriptOf(source: ts.SourceFile): string {
  const bare: ts.TransformerFactory<ts.SourceFile> = (context) => (file) =>
    context.factory.updateSourceFile(
      file,
      file.statements
        .filter((statement) => !ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement))
        .map((statement) => withoutExport(statement, context.factory)),
    );
  const { outputText } = ts.transpileModule(source.text, {
    fileName: source.fileName,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: { after: [bare] },
  });
  return outputText;
}

function withoutExport(statement: ts.Statement, factory: ts.NodeFactory): ts.Statement {
  if (!ts.canHaveModifiers(statement)) return statement;
  const modifiers = ts.getModifiers(statement)?.filter(({ kind }) => kind !== ts.SyntaxKind.ExportKeyword);
  return factory.replaceModifiers(statement, modifiers) as ts.Statement;
}
