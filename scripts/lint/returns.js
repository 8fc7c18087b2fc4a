/**
 * React calls the value that an effect returns as its clean-up, and React 19 does the same with the
 * value of a `ref` callback. Types don't help: `scrollIntoView()` is declared to return nothing,
 * but returns a Promise in newer browsers. So neither may return the value of an expression by accident.
 */
const EFFECTS = new Set(['useEffect', 'useLayoutEffect', 'useInsertionEffect']);

const nameOf = (callee) =>
  callee.type === 'Identifier'
    ? callee.name
    : callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
      ? callee.property.name
      : undefined;

const isFunction = (node) => node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';

/** A function, inline or by name, or nothing. */
const mayBeReturned = (node) =>
  node === null || isFunction(node) || node.type === 'Identifier'; /* `undefined` is one too */

/** The `return`s of a function, without those of nested functions. */
function returnsOf(node) {
  if (node === null || typeof node !== 'object' || typeof node.type !== 'string') return [];
  if (node.type === 'ReturnStatement') return [node];
  return Object.entries(node).flatMap(([key, value]) =>
    key === 'parent'
      ? []
      : (Array.isArray(value) ? value : [value]).flatMap((child) =>
          isFunction(child) || child?.type === 'FunctionDeclaration' ? [] : returnsOf(child),
        ),
  );
}

const cleanUpOnly = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      inline: 'Write the effect where it is used, so that what it returns can be seen.',
      body: 'Put the body in braces: what this expression gives would be taken for a clean-up.',
      async: 'An async function returns a Promise, which would be taken for a clean-up.',
      returned: 'Return a function that cleans up, or nothing.',
    },
  },
  create(context) {
    const check = (callback) => {
      if (callback.async) context.report({ node: callback, messageId: 'async' });
      else if (callback.body.type !== 'BlockStatement')
        context.report({ node: callback.body, messageId: 'body' });
      else
        for (const node of returnsOf(callback.body))
          if (!mayBeReturned(node.argument)) context.report({ node, messageId: 'returned' });
    };
    return {
      CallExpression(node) {
        const name = nameOf(node.callee);
        if (name === undefined || !EFFECTS.has(name)) return;
        const [callback] = node.arguments;
        if (isFunction(callback)) check(callback);
        else context.report({ node, messageId: 'inline' });
      },
      'JSXAttribute[name.name="ref"] > JSXExpressionContainer > :function'(node) {
        check(node);
      },
      // Attributes spread into an element.
      'Property[key.name="ref"] > :function.value'(node) {
        check(node);
      },
    };
  },
};

module.exports = { rules: { 'clean-up-only': cleanUpOnly } };
