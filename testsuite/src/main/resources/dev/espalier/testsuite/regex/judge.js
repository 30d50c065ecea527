// Reads lines {"pattern", "texts"} and answers, for the flag u and for none, null if the pattern is
// not valid and else a string of 0 and 1: in which texts it matches.
'use strict';
const lines = require('readline').createInterface({ input: process.stdin });
const judge = (pattern, texts, flags) => {
  let regex;
  try {
    regex = new RegExp(pattern, flags + 'y');
  } catch (e) {
    return null;
  }
  return texts.map((text) => (matches(regex, text) ? '1' : '0')).join('');
};

// With the flag u, only where a code point begins: V8 also tries the middle of surrogate pairs
// (/\B/u in 'a😀0'), which ECMA-262 does not have.
const matches = (regex, text) => {
  let at = 0;
  for (const codePoint of [...text, '']) {
    regex.lastIndex = at;
    if (regex.test(text)) {
      return true;
    }
    at += codePoint.length;
  }
  return false;
};
lines.on('line', (line) => {
  const { pattern, texts } = JSON.parse(line);
  const unicode = judge(pattern, texts, 'u');
  process.stdout.write(
    JSON.stringify({ unicode, plain: unicode === null ? judge(pattern, texts, '') : null }) + '\n');
});
