/** Texts of others as a terminal may show them: names and reasons must not move its cursor. Asked by what prints a node's answers. */

/** The text on one line, with what is not to be seen replaced. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
