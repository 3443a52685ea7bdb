import type { YamlPath } from '../yaml/read.ts';
import type { Relationship } from './model.ts';
import { withoutRemark } from './read-object.ts';
import { type Reporter, isMap, reportError } from './reporter.ts';

/** `relationships.yml`: parent and child keys between objects. */
export function readRelationships(reporter: Reporter): Relationship[] {
  const { value } = reporter.yaml;
  const [nodes, path]: [unknown, YamlPath] = isMap(value)
    ? [value['relationships'], ['relationships']]
    : [value, []];
  if (value === undefined) return [];
  if (!Array.isArray(nodes)) {
    reportError(reporter, [], 'bad-relationship', 'relationships.yml holds relationships: a list');
    return [];
  }
  return nodes.flatMap((node, index) => readRelationship(reporter, node, [...path, index]) ?? []);
}

function readRelationship(
  reporter: Reporter,
  node: unknown,
  path: YamlPath,
): Relationship | undefined {
  const text = (key: string): string | undefined =>
    isMap(node) && typeof node[key] === 'string'
      ? withoutRemark(reporter, node[key], [...path, key])
      : undefined;
  const [parent, parentKey, child, childKey] = [
    'parent_object',
    'parent_key',
    'child_object',
    'child_key',
  ].map(text);
  if (!parent || !parentKey || !child || !childKey) {
    return reportError(
      reporter,
      path,
      'bad-relationship',
      'a relationship has parent_object, parent_key, child_object, child_key',
    );
  }
  const relation = text('relation') ?? '1:M';
  return {
    parent: { object: parent, field: parentKey },
    child: { object: child, field: childKey },
    relation,
    at: reporter.yaml.at(path),
  };
}
