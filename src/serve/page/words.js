// The words of the page, in French and English.

const FAMILIES = {
  fr: {
    relation_client: "Relation client",
    web_marketing: "Web-marketing",
    acquisition: "Acquisition",
    redaction: "Rédaction web",
    generaliste: "Généraliste",
    exclu_graphisme: "Exclu : graphisme",
    exclu_informatique: "Exclu : informatique",
    exclu_encadrement: "Exclu : encadrement",
    hors_champ: "Hors champ",
    titre_vide: "Titre vide",
    ligne_irreguliere: "Ligne irrégulière",
  },
  en: {
    relation_client: "Customer relations",
    web_marketing: "Web marketing",
    acquisition: "Acquisition",
    redaction: "Web writing",
    generaliste: "Generalist",
    exclu_graphisme: "Excluded: graphic design",
    exclu_informatique: "Excluded: IT",
    exclu_encadrement: "Excluded: leading people",
    hors_champ: "Out of scope",
    titre_vide: "Empty title",
    ligne_irreguliere: "Irregular line",
  },
};

/** The nine labels, in the order of the taxonomy. */
export const LABELS = Object.keys(FAMILIES.fr).slice(0, 9);

const WORDS = {
  skip: ["Aller au contenu", "Skip to the content"],
  page: ["metiers : les métiers du e-commerce", "metiers: what e-commerce jobs are"],
  tagline: ["Ce qu’est vraiment un poste du e-commerce, d’après son titre.", "What an e-commerce job really is, by its title."],
  local: ["Rien ne quitte cette machine", "Nothing leaves this machine"],
  tabs: ["Que faire ?", "What to do"],
  tab_paste: ["Coller", "Paste"],
  tab_why: ["Pourquoi ?", "Why?"],
  tab_file: ["Fichier", "File"],
  tab_rules: ["Règles", "Rules"],
  titles: ["Titres de postes, un par ligne", "Job titles, one to a line"],
  title: ["Titre du poste", "Job title"],
  size: ["Taille de l’entreprise", "Company size"],
  type: ["Type d’entreprise", "Company type"],
  unknown: ["inconnu", "unknown"],
  unknown_size: ["inconnue", "unknown"],
  agency: ["agence", "agency"],
  merchant: ["marchand", "merchant"],
  legend: ["Légende", "Legend"],
  evidence: ["indice", "evidence"],
  other: ["autre famille", "another family"],
  exclusion: ["exclusion", "exclusion"],
  noise: ["ne dit rien du métier", "says nothing of the trade"],
  results: ["Réponses", "Answers"],
  read: [(n) => `${n} titre${n > 1 ? "s" : ""} lu${n > 1 ? "s" : ""}`, (n) => `${n} title${n === 1 ? "" : "s"} read`],
  only: [(n) => `les ${n} premiers sont montrés ; pour plus, l’onglet Fichier`, (n) => `the first ${n} are shown; for more, see the tab File`],
  confidence: ["confiance", "confidence"],
  sure: ["Confiance", "Confidence"],
  second: ["ensuite", "then"],
  fallback: ["par repli", "by fallback"],
  why: ["Pourquoi ?", "Why?"],
  back_to_titles: ["Revenir aux titres", "Back to the titles"],
  back_to_file: ["Revenir au fichier", "Back to the file"],
  why_of: [(title) => `Pourquoi ? ${title}`, (title) => `Why? ${title}`],
  words: ["Mots", "Words"],
  points: ["Points par famille", "Points of each family"],
  no_points: ["Aucune famille n’a de points.", "No family has points."],
  rules_hit: ["Règles touchées", "Rules that hit"],
  no_hits: ["Aucune règle ne connaît un mot de ce titre.", "No rule knows a word of this title."],
  in_title: ["Dans le titre", "In the title"],
  rule: ["Règle", "Rule"],
  for_label: ["Pour", "For"],
  place: ["Fichier", "File"],
  count: ["Nombre", "Count"],
  family: ["Famille", "Family"],
  unread: ["inconnu", "unknown"],
  mistyped: ["lu avec une faute de frappe", "read as a slip of the keyboard"],
  needs: ["il manque", "needs"],
  beside: ["pas à côté de", "not beside"],
  choose: ["Choisir un fichier", "Choose a file"],
  or_drop: ["ou le déposer ici", "or drop it here"],
  formats: ["Un export de votre logiciel : CSV, Excel (.xlsx) ou JSON Lines, 256 Mo au plus. Il est lu sur cette machine et oublié quand le programme s’arrête.", "An export of your software: CSV, Excel (.xlsx) or JSON Lines, 256 MB at most. It is read on this machine and forgotten when the program stops."],
  sending: ["Envoi à ce programme", "Sending to this program"],
  reading: ["Lecture des titres", "Reading the titles"],
  cancel: ["Annuler", "Cancel"],
  cancelled: ["Annulé : le fichier est oublié.", "Cancelled: the file is forgotten."],
  done: [(n) => `${number(n)} ligne${n > 1 ? "s" : ""} classée${n > 1 ? "s" : ""}.`, (n) => `${number(n)} row${n === 1 ? "" : "s"} classified.`],
  detected: ["Ce qui a été détecté", "What was detected"],
  file: ["Fichier", "File"],
  rows: ["Lignes", "Rows"],
  title_column: ["Colonne des titres", "Column of titles"],
  shape: ["Forme", "Shape"],
  encoding: ["Encodage", "Encoding"],
  delimiter: ["Séparateur", "Delimiter"],
  sheet: ["Feuille", "Sheet"],
  size_column: ["Taille de l’entreprise", "Company size"],
  type_column: ["Type d’entreprise", "Company type"],
  added_prefix: ["Préfixe des colonnes ajoutées", "Prefix of the added columns"],
  people: [(n) => `${number(n)} personne${n > 1 ? "s" : ""}`, (n) => `${number(n)} ${n === 1 ? "person" : "people"}`],
  none: ["aucune", "none"],
  tab: ["tabulation", "tab"],
  lines_json: ["JSON Lines", "JSON Lines"],
  read_otherwise: ["Mal lu ? Le lire autrement", "Misread? Read it in another way"],
  header_line: ["Ligne de l’en-tête", "Line of the header"],
  no_header: ["le fichier n’a pas d’en-tête", "the file has no header"],
  unnamed: ["sans nom", "without a name"],
  choose_one: ["à choisir", "to be chosen"],
  found_by_name: ["trouvée par son nom", "found by its name"],
  found_by_name_or_none: ["trouvée par son nom, ou aucune", "found by its name, or none"],
  found_by_program: ["trouvé par le programme", "found by the program"],
  read_again: ["Relire ainsi", "Read again so"],
  counts: ["Combien par famille", "How many of each family"],
  first_rows: ["Aperçu des premières lignes", "The first rows"],
  review: ["À relire : les moins sûrs", "To review: the least sure"],
  review_hint: [(n) => `${n} titres différents, du moins sûr au plus sûr. Choisissez la bonne réponse là où elle est fausse : toutes les lignes de ce titre la reçoivent. Un clic sur un titre dit pourquoi il est classé ainsi.`, (n) => `${n} different titles, the least sure first. Choose the right answer where it is wrong: all rows of that title get it. A click on a title says why it is sorted so.`],
  listed: [(shown, all) => `${shown} sur ${all} montrés`, (shown, all) => `${shown} of ${all} shown`],
  filter: ["Chercher", "Search"],
  all: ["toutes", "all"],
  answer: ["Réponse", "Answer"],
  my_answer: ["Ma correction", "My correction"],
  keep: ["c’est juste", "it is right"],
  correct_of: [(title) => `Ma correction pour ${title}`, (title) => `My correction of ${title}`],
  more: ["Afficher plus", "Show more"],
  take: ["Télécharger", "Download"],
  result: ["Le résultat, dans la forme du fichier reçu", "The result, in the shape of the file that came"],
  result_excel: ["Le résultat pour Excel", "The result for Excel"],
  result_xlsx: ["Le résultat en .xlsx", "The result as .xlsx"],
  corrected: ["Le résultat corrigé", "The corrected result"],
  corrected_xlsx: ["Le résultat corrigé en .xlsx", "The corrected result as .xlsx"],
  uncorrected: ["Sans mes corrections :", "Without my corrections:"],
  gold: ["Mes corrections, à part", "My corrections, apart"],
  corrections: [(n) => (n === 0 ? "Aucune correction" : `${n} correction${n > 1 ? "s" : ""}`), (n) => (n === 0 ? "No corrections" : `${n} correction${n === 1 ? "" : "s"}`)],
  other_file: ["Un autre fichier", "Another file"],
  rules_text: ["Vos règles, posées sur celles du programme", "Your rules, laid over those of the program"],
  rules_try: ["Voir ce qui change dans le fichier", "See what changes in the file"],
  rules_save: ["Enregistrer les règles", "Save the rules"],
  rules_hint: ["Une règle nomme une notion et ses formes, jamais le titre entier d’une annonce. Le fichier enregistré se donne au programme :", "A rule names a concept and its forms, never an ad’s whole title. The saved file is given to the program:"],
  rules_ok: ["Ces règles sont bonnes.", "These rules are good."],
  rules_faults: [(n) => `${n} remarque${n > 1 ? "s" : ""} sur ces règles`, (n) => `${n} remark${n === 1 ? "" : "s"} on these rules`],
  line: ["ligne", "line"],
  no_file: ["Chargez d’abord un export dans l’onglet Fichier : ses titres montreront ce que ces règles changent.", "First load an export in the tab File: its titles will show what these rules change."],
  comparing: ["Comparaison…", "Comparing…"],
  changed: [(n, all) => `${n} lignes sur ${all} changent`, (n, all) => `${n} of ${all} rows change`],
  told: [(n) => `les ${n} premiers titres sont montrés`, (n) => `the first ${n} titles are shown`],
  before: ["Avant", "Before"],
  after: ["Après", "After"],
  by: ["Par", "By"],
  footer: ["Les verdicts sont ceux de la ligne de commande.", "The verdicts are those of the command line."],
  api: ["Le service en JSON", "The service in JSON"],
  fingerprint: [(rules) => `règles ${rules}`, (rules) => `rules ${rules}`],
  lost: ["Le programme ne répond plus : est-il encore lancé ?", "The program no longer answers: is it still running?"],
};

const NOISE = {
  gender: ["marque de genre", "gender mark"],
  ending: ["terminaison inclusive", "inclusive ending"],
  doublet: ["doublet", "doublet"],
  little_word: ["petit mot", "little word"],
  number: ["nombre", "number"],
  contract: ["contrat", "contract"],
  level: ["niveau", "level"],
  duration: ["date ou durée", "date or length"],
  hours: ["horaires", "hours"],
  remote: ["télétravail", "remote work"],
  hiring: ["formule d’embauche", "hiring phrase"],
  pay: ["salaire", "pay"],
  company: ["entreprise", "company"],
  place: ["lieu", "place"],
  reference: ["référence", "reference"],
  link: ["adresse", "address"],
  other: ["bruit", "noise"],
};

const ROLES = {
  head: ["nomme le métier", "names the trade"],
  speciality: ["spécialité", "speciality"],
  plain: ["marketing ou communication", "marketing or communication"],
  context: ["web ou boutique", "web or shop"],
  function: ["fonction sans métier", "empty head"],
  lead: ["encadre", "leads people"],
  mark: ["marque", "mark"],
};

// What the service says is in English; what a recruiter may meet with a file is said in French, too.
const PROBLEMS = {
  empty_file: "Le fichier est vide.",
  no_title_column: "Aucune colonne ne porte un nom connu pour des titres de postes. Choisissez ci-dessous la ligne de l’en-tête et la colonne des titres, puis « Relire ainsi ».",
  no_such_column: "Il n’y a pas de telle colonne : choisissez-la ci-dessous.",
  unclosed_quote: "Un guillemet ouvert n’est jamais refermé.",
  record_too_long: "Une ligne est beaucoup trop longue : un guillemet est sans doute resté ouvert.",
  encoding: "L’encodage du texte n’est pas reconnu.",
  gzip: "L’archive .gz est abîmée ou incomplète.",
  workbook: "Ce classeur ne peut pas être lu : enregistrez-le en .xlsx ou en CSV, sans mot de passe.",
  json_array: "Un tableau JSON n’est pas lu : donnez un objet par ligne (JSON Lines).",
  too_long: "Le fichier dépasse 256 Mo : la ligne de commande lit toutes les tailles.",
};

// What the program warns of, by what it says in English.
const many = (n, one, more = `${one}s`) => `${number(Number(n))} ${Number(n) > 1 ? more : one}`;
const WARNINGS = [
  [/^(\d+) of (\d+) records? do(?:es)? not fit/, (n, all) => `${many(n, "ligne")} sur ${number(Number(all))} ne ${Number(n) > 1 ? "vont" : "va"} pas avec l’en-tête : trop de cases, ou pas assez. Le résultat les garde sans réponse (« Ligne irrégulière »).`],
  [/^(\d+) short records? filled up/, (n) => `${many(n, "ligne incomplète", "lignes incomplètes")}, complétées par des cases vides dans le résultat.`],
  [/^more than one record in five does not fit/, () => "Plus d’une ligne sur cinq ne va pas avec l’en-tête : est-ce la bonne ligne ?"],
  [/^(\d+) titles? not of the file's encoding/, (n) => `${many(n, "titre")} avec des lettres que cet encodage n’a pas.`],
  [/^(\d+) titles? encoded twice/, (n) => `${many(n, "titre")} aux accents abîmés (« DÃ©veloppeur »), lus quand même.`],
  [/^(\d+) titles? longer than 4 KiB/, (n) => `${many(n, "titre")} de plus de 4 Kio, dont seul le début est lu.`],
  [/^(\d+) titles? with NUL/, (n) => `${many(n, "titre")} avec des octets nuls, lus comme des espaces.`],
  [/^of several sheets « (.*) » is read, not (.*); see/, (one, others) => `De plusieurs feuilles, « ${one} » est lue, pas ${others}.`],
  [/^(« .* ») and (« .* ») may both hold the title: « (.*) » is taken/, (one, other, taken) => `${one} et ${other} peuvent être la colonne des titres : « ${taken} » est prise.`],
  [/^several columns are called « (.*) »/, (name) => `Plusieurs colonnes s’appellent « ${name} ».`],
];

/** A warning of the program in the page's language, where it is known, and the language it is in. */
export function warning(text) {
  const known = lang === "fr" && WARNINGS.find(([pattern]) => pattern.test(text));
  return known ? { text: known[1](...text.match(known[0]).slice(1)), lang: "fr" } : { text, lang: "en" };
}

let lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "fr";
const listeners = [];
const pick = (pair) => pair[lang === "fr" ? 0 : 1];

export const language = () => lang;

/** A word or a sentence of the page. */
export function t(key, ...given) {
  const found = pick(WORDS[key]);
  return typeof found === "function" ? found(...given) : found;
}

export const label = (slug) => FAMILIES[lang][slug] ?? slug;
export const noise = (kind) => (NOISE[kind] ? pick(NOISE[kind]) : kind);
export const role = (name) => (ROLES[name] ? pick(ROLES[name]) : name);
export const problem = (error) =>
  error.code ? (lang === "fr" && PROBLEMS[error.code]) || error.message : error.name === "TypeError" ? t("lost") : error.message;

/** A number as one writes it in this language. */
export const number = (value, digits = 0) =>
  value.toLocaleString(lang === "fr" ? "fr-FR" : "en-GB", { maximumFractionDigits: digits, minimumFractionDigits: digits });

/** What is said in places that are read aloud. */
const said = new Map();

/** Says something in such a place, now and in the other language when that is wanted. */
export function say(place, make) {
  said.set(place, make);
  place.textContent = make();
}

/** Calls now and whenever the language changes. */
export function onLanguage(call) {
  listeners.push(call);
  call();
}

/** Changes the language of the whole page. */
export function setLanguage(wanted) {
  lang = wanted;
  const address = new URL(location.href);
  if (lang === "fr") address.searchParams.delete("lang");
  else address.searchParams.set("lang", lang);
  history.replaceState(null, "", address);
  for (const [place, make] of said) place.textContent = make();
  for (const call of listeners) call();
}
