// What an indicator looks at, named as people say it: an area, an organization, a post, an appointment, a person.

/** What to ask of a subject so that it can be named. */
export const NAMED = `fragment S on Subject {
  __typename
  ... on Area { code name }
  ... on Organization { code name }
  ... on Post { code label area { name } organization { name } }
  ... on Appointment { code post { label area { name } organization { name } } person { name } }
  ... on Person { code fullName: name }
}`;

/**
 * @param {any} subject
 * @returns {string}
 */
export function named(subject) {
  switch (subject.__typename) {
    case "Post":
      return postName(subject);
    case "Appointment":
      return `${personName(subject.person)}（${postName(subject.post)}）`;
    case "Person":
      return personName({ name: subject.fullName });
    default:
      return subject.name;
  }
}

/** A post with the place it is for. @param {any} post */
export const postName = (post) => [(post.area ?? post.organization)?.name, post.label].filter(Boolean).join(" ");

/** @param {{name: string | null}} person */
export const personName = (person) => person.name ?? "（已匿名）";
