// Where a tab keeps the choices of self-checks that were not sent yet: one place for a person and module.
const PREFIX = "chizheng-checks ";

export const placeOf = (person, module) => `${PREFIX}${person} ${module}`;

// Takes away what is another person's, or all where nobody is named; a store that is closed holds nothing.
export function forgetChecks(person = null) {
  try {
    for (const each of Object.keys(sessionStorage)) {
      if (each.startsWith(PREFIX) && (person === null || !each.startsWith(placeOf(person, "")))) sessionStorage.removeItem(each);
    }
  } catch {
    // Nothing can be read here, so nothing is left to be read.
  }
}
