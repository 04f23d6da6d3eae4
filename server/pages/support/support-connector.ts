/**
 * What the Web Connector says when something is in the way, as numbers or as words, and what it means here. The numbers are from the
 * appendix of its guide, except 1051, 1065, 1080, 1085 and 2012, which only users have reported.
 */
export interface ConnectorMessage {
  /** "QBWC1012", or its words. */
  readonly says: readonly string[];
  /** What people see, in their words. */
  readonly title: string;
  /** What it means here. */
  readonly cause: string;
  /** The next step, and where to click. */
  readonly advice: string;
}

/** Messages that come at the same time. */
export interface ConnectorGroup {
  readonly id: string;
  readonly title: string;
  readonly messages: readonly ConnectorMessage[];
}

const numbers = (...each: number[]): string[] => each.map((number) => `QBWC${number}`);

const STATUS_COLUMN: ConnectorMessage[] = [
  {
    says: ['No data exchange required'],
    title: 'There is nothing to export',
    cause:
      'All is well: no accepted cost code waits. If some do wait, an alarm holds them, or each waits ' +
      'for its parent.',
    advice:
      'Nothing to do if no code is accepted. Otherwise look at the status of the company here: an alarm ' +
      'says what to repair.',
  },
  {
    says: ['Invalid password', ...numbers(1030, 1040)],
    title: 'The password is missing or wrong',
    cause:
      'The Web Connector has no password for this application (1030) or not the right one (1040). It is ' +
      'the connector password of the company, not the one with which you sign in here. When a wrong one ' +
      'came last, and from which address, is shown here under Connector and in the Setup checklist.',
    advice:
      'In the Web Connector click into the Password box of this application, type the connector ' +
      'password, press Enter, let it be saved, and click Update Selected. If it is lost, have an admin ' +
      'of the company make a new one here; the old one stops working then.',
  },
  {
    says: ['Application Busy'],
    title: 'Another update of this company is not finished',
    cause:
      'Two Web Connectors call for the same company at the same time, or the service cannot reach its ' +
      'own store right now. Nothing is lost.',
    advice:
      'Wait a minute and click Update Selected again (with Auto-Run it does so by itself). If it stays ' +
      'so, make sure that only one computer has this application in its Web Connector, and tell whoever ' +
      'runs the service.',
  },
  {
    says: ['Update postponed'],
    title: 'An update was put off',
    cause: 'Cost Code Sync never asks for that, so another application in the Web Connector has.',
    advice:
      'Look in the Web Connector which application says it. If it is this one, tick it and click Update Selected.',
  },
];

const ADDING: ConnectorMessage[] = [
  {
    says: numbers(1000, 1001, 1002),
    title: 'The addresses in the .qwc file are not accepted',
    cause:
      'The addresses of the service and of this page must be on the same host (1000) and must not be IP ' +
      'addresses (1001, 1002). The file that you download here has such addresses; the one that was ' +
      'added was changed, or is another one.',
    advice:
      'Download the .qwc file of the company here once more, leave it as it is, and add it with Add an ' +
      'Application in the Web Connector.',
  },
  {
    says: numbers(1003, 1004),
    title: 'This help page cannot be reached',
    cause:
      'The Web Connector looks at this page before it adds an application, and got an error (1003) or ' +
      'no answer (1004).',
    advice:
      'Open this page in a browser on the computer with QuickBooks. If it does not open, look at the ' +
      'network, the proxy and the firewall there; if it does, add the .qwc file again.',
  },
  {
    says: numbers(1010, 1051),
    title: 'The address does not begin with https',
    cause:
      'Without https the Web Connector only takes a service on its own computer or, by a bare computer ' +
      'name, in the same network.',
    advice:
      'Have whoever runs the service set PUBLIC_URL to its https address, then download the .qwc file ' +
      'again and add it.',
  },
  {
    says: numbers(1034),
    title: 'The editions of QuickBooks in the .qwc file are not understood',
    cause:
      'The file that you download here is for all editions and names none, so it was changed, or a part ' +
      'of the Web Connector (QBXMLRP2) is damaged.',
    advice:
      'Download the .qwc file again here. If that does not help, remove the Web Connector under Windows ' +
      'Settings > Apps, install its newest version from Intuit, and add the file again.',
  },
  {
    says: numbers(1035),
    title: 'The address "localhost" does not lead to this service',
    cause:
      'The .qwc file was made for a service on the same computer, but is used on another one, or ' +
      'Windows does not know "localhost".',
    advice:
      'If the service runs on another computer, have PUBLIC_URL set to its https address and download ' +
      'the .qwc file again. If it runs on this one, have a Windows administrator make sure that ' +
      '"localhost" leads to 127.0.0.1 or ::1.',
  },
  {
    says: numbers(1039),
    title: 'The application cannot be added',
    cause:
      'Something is missing in the .qwc file, or the company file already knows this application from ' +
      'another copy of the Web Connector ("Unique OwnerID/FileID pair value required"). Your data is ' +
      'not damaged.',
    advice:
      'In the Web Connector click Remove in the row of this application, download the .qwc file again ' +
      'here, and add it with Add an Application. If that does not help, clear the old mark as administrator in ' +
      "single-user mode with Intuit's QBWC_CP3Tool (Select File, Remove Stamp), and add the same file " +
      'again.',
  },
  {
    says: numbers(1048),
    title: 'The certificate of the service cannot be verified',
    cause:
      'The Web Connector opens the address of the service once to check its certificate. That failed: ' +
      'the certificate is expired, for another name, not complete or not trusted by Windows, or the ' +
      'service did not answer.',
    advice:
      'Open this page in Edge on the computer with QuickBooks. If a warning comes, have whoever runs ' +
      'the service correct the certificate with its whole chain; if none comes, make sure that the ' +
      'clock of the computer is right and add the .qwc file again.',
  },
  {
    says: numbers(1065),
    title: 'The kind of QuickBooks in the .qwc file is not known',
    cause: 'Cost Code Sync works with QuickBooks Desktop, and the file that you download here says so.',
    advice: 'Download the .qwc file of the company here once more, leave it as it is, and add it again.',
  },
];

const UPDATING: ConnectorMessage[] = [
  {
    says: numbers(1007, 1008, 1009, 1022, 1023, 1024),
    title: 'QuickBooks cannot be reached ("could not start QuickBooks")',
    cause:
      'The Web Connector tried twice to connect to QuickBooks. QuickBooks is closed, shows a dialog, is ' +
      'just starting, or runs as another Windows user. Nothing is lost.',
    advice:
      'Start QuickBooks, open the company file, close every dialog, and click Update Selected in the ' +
      'Web Connector. If that does not help, start both again as the same Windows user, both or neither with ' +
      '"Run as administrator".',
  },
  {
    says: numbers(1012),
    title: 'Signing in to the service failed',
    cause:
      'The first call of an update broke off, or something between the two answered instead of the ' +
      'service: a proxy, a firewall, a virus scanner. Nothing is lost; the next update goes on.',
    advice:
      'Open this page in a browser on the computer with QuickBooks. If it opens without a warning, ' +
      'click Update Selected again; if not, repair the connection or the certificate first. If it ' +
      'happens again, tell whoever runs the service at what time.',
  },
  {
    says: numbers(1013),
    title: 'QuickBooks does not open the company file for the Web Connector',
    cause:
      'The file was moved or renamed, is open in another mode, another one is open, or QuickBooks does ' +
      'not let this application in. The number that begins with 0x in the same message says which; look ' +
      'for it on this page.',
    advice:
      'Open the company file in QuickBooks with File > Open or Restore Company, close every dialog, and ' +
      'click Update Selected in the Web Connector. After the file was moved or renamed, remove the ' +
      'application there and add its .qwc file again while the file is open.',
  },
  {
    says: numbers(1014),
    title: 'QuickBooks does not say which company is open',
    cause:
      'At the beginning of each update the Web Connector asks QuickBooks about itself and the company. ' +
      'That failed, or could not be read. Nothing was written.',
    advice:
      'Close every dialog in QuickBooks, start QuickBooks and the Web Connector again, and click Update ' +
      'Selected. If that does not help, choose Help > Update QuickBooks Desktop.',
  },
  {
    says: numbers(1031),
    title: 'A scheduled update ended with an error',
    cause: 'It says only that there was one. The cause is in the lines above it, with a number of its own.',
    advice:
      'Look at the last session of the company here, or click View Log in the Web Connector, and look ' +
      'for the number on this page.',
  },
  {
    says: numbers(1036, 1037, 1046),
    title: "The check of the Web Connector's version failed",
    cause:
      'The call broke off (1036), or the answer asked for another version (1037) or was not understood ' +
      '(1046). Cost Code Sync takes every version, so something else answered in its place.',
    advice:
      'Open this page in a browser on the computer with QuickBooks and make sure that nothing stands in ' +
      'between (a sign-in page of the network, a proxy). Then click Update Selected again.',
  },
  {
    says: numbers(1041, 1042, 1043, 1044, 1045),
    title: 'A call to the service broke off',
    cause:
      'The connection was lost while a request was fetched (1041), an answer was handed over (1042), an ' +
      'error was asked for (1043), the update was closed (1044) or an error was reported (1045); or ' +
      'something else answered instead, such as a page of a proxy. Nothing is lost and nothing is added ' +
      'twice: QuickBooks is asked first.',
    advice:
      'Click Update Selected again, or wait for the next update. If it comes back, make sure that this ' +
      'page opens in a browser on the same computer, and tell whoever runs the service at what time it ' +
      'happened.',
  },
  {
    says: numbers(1080),
    title: 'The company file cannot be marked',
    cause:
      'At the first update the Web Connector writes into the company file to which company it belongs. ' +
      'It was not allowed to: the application may only read.',
    advice:
      'As administrator open Edit > Preferences > Integrated Applications > Company Preferences in ' +
      'QuickBooks and remove this application there, remove it in the Web Connector too, then download ' +
      'the .qwc file again here and add it.',
  },
  {
    says: numbers(2012),
    title: '"Object reference not set to an instance of an object"',
    cause:
      'The Web Connector stumbled over an answer. Something between the two has changed it, or the Web ' +
      'Connector is out of date.',
    advice:
      'Install the newest Web Connector from Intuit, start it again, and click Update Selected. If it ' +
      'happens again, tell whoever runs the service at what time.',
  },
  {
    says: numbers(1005, 1006, 1033, 1085),
    title: 'The Web Connector cannot write its log',
    cause:
      'Its log file is locked, damaged, or the Windows user may not write it. What 1085 means is known ' +
      'from users only.',
    advice:
      'Close the Web Connector (right-click its icon beside the clock, Exit), rename QWCLog.txt in ' +
      'C:\\ProgramData\\Intuit\\QBWebConnector\\log, make sure that your Windows user may write in ' +
      'that folder, and start the Web Connector again.',
  },
];

/** In the order in which people meet them. */
export const CONNECTOR_GROUPS: readonly ConnectorGroup[] = [
  { id: 'says-in-words', title: 'In the Status column', messages: STATUS_COLUMN },
  { id: 'says-when-adding', title: 'When the application is added', messages: ADDING },
  { id: 'says-when-updating', title: 'When an update runs', messages: UPDATING },
];
