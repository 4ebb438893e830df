/**
 * What columns are called, by the attribute they hold: the names that Microsoft's upload wizard knows, and those of files in
 * German, French, Spanish and Dutch (spec/hands.md 1.6). Compared in lower case without blanks, `_`, `-` and full stops.
 */
import { ENTERPRISE_USER } from '../../shared/scim/urns';

const enterprise = (member: string) => `${ENTERPRISE_USER}:${member}`;
const work = (member: string) => `addresses[type eq "work"].${member}`;

const NAMES: Readonly<Record<string, string>> = {
  externalId:
    'workerid employeeid externalid id personid personnelnumber staffid personalnummer mitarbeiternummer mitarbeiterid personalnr matricule idsalarie numerosalarie idempleado numeroempleado personeelsnummer medewerkerid',
  userName:
    'userid username login loginname account benutzername anmeldename identifiant nomutilisateur usuario nombreusuario gebruikersnaam userprincipalname upn',
  active:
    'workerstatus status active isactive employmentstatus aktiv beschäftigungsstatus statut actif activo estado actief dienststatus',
  displayName: 'fullname displayname name vollername anzeigename nomcomplet nombrecompleto volledigenaam weergavenaam',
  'name.givenName': 'firstname givenname fname vorname prénom prenom nombre voornaam',
  'name.familyName':
    'lastname familyname surname lname nachname familienname nom nomdefamille apellido apellidos achternaam',
  'name.middleName': 'middlename zweitervorname deuxièmeprénom segundonombre tussenvoegsel',
  nickName: 'nickname knownas preferredname rufname surnom apodo roepnaam',
  title:
    'jobtitle title position businesstitle stellenbezeichnung stelle fonction poste puesto cargo functie functietitel',
  userType: 'workertype employeetype usertype mitarbeitertyp mitarbeiterart typeemployé tipoempleado medewerkertype',
  preferredLanguage: 'preferredlanguage language sprache langue idioma taal',
  [enterprise('employeeNumber')]: 'employeenumber',
  [enterprise('department')]: 'department dept abteilung département departement departamento afdeling',
  [enterprise('division')]: 'division bereich sparte división divisie',
  [enterprise('costCenter')]: 'costcenter costcentre kostenstelle centredecoût centredecout centrodecosto kostenplaats',
  [enterprise('organization')]:
    'company organization organisation firma unternehmen société societe entreprise empresa organización bedrijf',
  [enterprise('manager')]:
    'managerid supervisorid manager supervisor reportsto vorgesetzter vorgesetztenid idmanager responsableid idresponsable managernummer leidinggevende',
  [work('streetAddress')]: 'streetaddress street address straße strasse adresse rue calle dirección straat',
  [work('locality')]: 'city locality town ort stadt ville ciudad plaats woonplaats',
  [work('region')]: 'state region province bundesland région provincia provincie',
  [work('postalCode')]: 'zip zipcode postalcode postcode plz postleitzahl codepostal códigopostal codigopostal',
  [work('country')]: 'country countrycode land pays país pais landcode',
  'phoneNumbers[type eq "work"].value':
    'officephone workphone phone telephone telefon téléphone telephonenumber teléfono telefono telefoon',
  'phoneNumbers[type eq "mobile"].value':
    'mobile mobilephone cellphone mobil handy mobiltelefon portable móvil movil mobiel',
  'emails[type eq "work"].value':
    'email workemail mail emailaddress emailadresse courriel adressemail correo correoelectrónico emailadres',
};

const ATTRIBUTES = new Map(
  Object.entries(NAMES).flatMap(([attribute, names]) => names.split(' ').map((name) => [name, attribute] as const)),
);

/** @returns `undefined` for a name that nobody knows */
export function attributeOf(column: string): string | undefined {
  return ATTRIBUTES.get(column.toLowerCase().replace(/[\s_\-.]/g, ''));
}

/** What words of a status column most likely say; proposed, never taken for granted. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...words('active aktiv actif activo actief employed angestellt true yes ja oui si sí 1 a y', true),
  ...words(
    'inactive inaktiv inactif inactivo inactief terminated left ausgetreten sorti baja false no nein non nee 0 i n',
    false,
  ),
]);

function words(text: string, value: boolean): readonly (readonly [string, boolean])[] {
  return text.split(' ').map((word) => [word, value]);
}

/** @returns `null` for a word nobody knows */
export function guessWord(word: string): boolean | null {
  return WORDS.get(word.trim().toLowerCase()) ?? null;
}
