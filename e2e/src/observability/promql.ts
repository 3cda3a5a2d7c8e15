import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One place in an expression that reads a metric. */
export type Selector = {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  /** The function whose range this is, `rate` for example; null where the value itself is read. */
  readonly range: string | null;
};

export type Expression = {
  readonly selectors: readonly Selector[];
  /** Labels named in `by (…)`, `without (…)`, `on (…)` and the like. */
  readonly grouping: readonly string[];
  /** Labels of `by (…)` alone: what is left of a series afterwards. Null where nothing is aggregated. */
  readonly by: readonly string[] | null;
};

/** Stands for a duration that Grafana fills in; what it fills in for variables matches anything. */
const GRAFANA: readonly (readonly [RegExp, string])[] = [[/\$__rate_interval|\$__interval|\$__range/g, '5m'], [/\{\$\$__tags\}/g, ''], [/\$\{?\w+\}?/g, '.*']];

/** @throws SyntaxError with the place, where Prometheus would not take it */
export function parsePromql(text: string): Expression {
  const expr = GRAFANA.reduce((filled, [variable, value]) => filled.replace(variable, value), text);
  const tree = parser.parse(expr);
  const nodes = nodesOf(tree);
  const wrong = nodes.find((node) => node.type.isError);
  if (wrong) throw new SyntaxError(`at ${wrong.from} of: ${expr}`);
  const textOf = (node: SyntaxNode | null): string => (node ? expr.slice(node.from, node.to) : '');
  const groupings = nodes.filter(({ name }) => name === 'GroupingLabels');
  const labelsOf = (node: SyntaxNode): readonly string[] => node.getChildren('LabelName').map(textOf);
  const by = groupings.filter(({ parent }) => parent?.name === 'AggregateModifier' && parent.getChild('By') !== null);
  return {
    grouping: groupings.flatMap(labelsOf),
    by: by.length === 0 ? null : by.flatMap(labelsOf),
    selectors: nodes.filter(({ name }) => name === 'VectorSelector').map((node) => ({
      metric: textOf(node.getChild('Identifier')),
      matchers: (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => ({
        label: textOf(matcher.getChild('LabelName')), operator: textOf(matcher.getChild('MatchOp')), value: textOf(matcher.getChild('StringLiteral')).slice(1, -1),
      })),
      range: node.parent?.name === 'MatrixSelector' ? functionAround(node.parent, textOf) : null,
    })),
  };
}

function functionAround(node: SyntaxNode, textOf: (node: SyntaxNode | null) => string): string | null {
  for (let outer = node.parent; outer; outer = outer.parent) if (outer.name === 'FunctionCall') return textOf(outer.getChild('FunctionIdentifier'));
  return null;
}

function nodesOf(tree: Tree): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  tree.iterate({ enter: ({ node }) => void nodes.push(node) });
  return nodes;
}
