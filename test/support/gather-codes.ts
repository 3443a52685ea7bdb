import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './process.ts';

/** A code that the source gives an error, a problem or a remark. */
export interface SourceCode {
  /** With a `*` for what only a run knows: `publish-*`. */
  readonly code: string;
  /** `bundle/staging.ts:191` */
  readonly at: string;
  /** The class that is thrown with it, where it stands in the same place. */
  readonly errorClass: string | undefined;
}

/** Codes are kebab-case; those of the system and of drivers are not (`EACCES`, `NJS-123`). */
const CODE = /^[a-z][a-z0-9-]*\*?$/;

/** Classes that never leave their room: whoever catches them gives a code of his own. */
const INNER = new Set(['AgeFault']);

/**
 * Every code in `src/`, by the types: what an object has as its `code`, what a function takes as
 * its parameter `code`, and what stands in a tuple at the place of that name.
 */
export function gatherCodes(): readonly SourceCode[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => undefined,
    },
  );
  const files = config?.fileNames.filter((file) => isOfSource(file)) ?? [];
  const program = ts.createProgram(files, config?.options ?? {});
  const checker = program.getTypeChecker();
  return program
    .getSourceFiles()
    .filter((file) => isOfSource(file.fileName))
    .flatMap((file) => inFile(file, checker));
}

function isOfSource(file: string): boolean {
  return path.relative(path.join(ROOT, 'src'), file).split(path.sep)[0] !== '..';
}

function inFile(file: ts.SourceFile, checker: ts.TypeChecker): SourceCode[] {
  const found: SourceCode[] = [];
  const visit = (node: ts.Node): void => {
    for (const expression of codesAt(node, checker)) {
      const errorClass = classAround(node);
      for (const code of textsOf(expression, checker)) {
        if (!CODE.test(code) || INNER.has(errorClass ?? '')) continue;
        const { line } = file.getLineAndCharacterOfPosition(node.getStart());
        const name = path.relative(path.join(ROOT, 'src'), file.fileName).replaceAll('\\', '/');
        found.push({ code, at: `${name}:${line + 1}`, errorClass });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The expressions that a node gives the name `code`. */
function codesAt(node: ts.Node, checker: ts.TypeChecker): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(node)) {
    return node.name.getText() === 'code' ? [node.initializer] : [];
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const parameters = checker.getResolvedSignature(node)?.parameters ?? [];
    return at(
      node.arguments ?? [],
      parameters.map(({ name }) => name),
    );
  }
  if (!ts.isArrayLiteralExpression(node)) return [];
  const type = checker.getContextualType(node);
  if (type === undefined || !checker.isTupleType(type)) return [];
  const { target } = type as ts.TupleTypeReference;
  return at(
    node.elements,
    (target.labeledElementDeclarations ?? []).map((label) => label?.name.getText() ?? ''),
  );
}

function at(
  expressions: readonly ts.Expression[],
  names: readonly string[],
): readonly ts.Expression[] {
  return expressions.filter((_, index) => names[index] === 'code');
}

function textsOf(expression: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap((side) => textsOf(side, checker));
  }
  if (ts.isTemplateExpression(expression)) {
    return expression.templateSpans.reduce<readonly string[]>(
      (starts, span) =>
        literals(span.expression, checker).flatMap((text) =>
          starts.map((start) => `${start}${text}${span.literal.text}`),
        ),
      [expression.head.text],
    );
  }
  return literals(expression, checker).filter((text) => text !== '*');
}

/** What an expression can be, by its type; `*` where that is any text. */
function literals(expression: ts.Expression, checker: ts.TypeChecker): readonly string[] {
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map(({ value }) => value) : ['*'];
}

function classAround(node: ts.Node): string | undefined {
  const places = [node, node.parent.parent];
  return places.find((place) => ts.isNewExpression(place))?.expression.getText();
}
