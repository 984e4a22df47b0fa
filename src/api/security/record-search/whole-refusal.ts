/** Why the body of a search over own records is refused as a whole, and not as a member of it that cannot be read. */
export class WholeRefusal extends Error {}
