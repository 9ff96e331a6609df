/** Ink draws nothing until its end, and without colours, where it believes in CI. It looks when it is loaded: import this first. */
delete process.env['CI'];
