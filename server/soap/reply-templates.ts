/** What strong-soap makes of our WSDL, written by `npm run reply-templates`: not to be changed by hand. */
import type { Operation } from './operations.ts';
import type { Template } from './reply.ts';

export const REPLY_TEMPLATES: Readonly<Record<Operation, Template>> = {
  serverVersion: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:serverVersionResponse xmlns:ns1="http://developer.intuit.com/"><ns1:serverVersionResult>',
    '</ns1:serverVersionResult></ns1:serverVersionResponse></soap:Body></soap:Envelope>',
  ],
  clientVersion: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:clientVersionResponse xmlns:ns1="http://developer.intuit.com/"><ns1:clientVersionResult>',
    '</ns1:clientVersionResult></ns1:clientVersionResponse></soap:Body></soap:Envelope>',
  ],
  authenticate: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:authenticateResponse xmlns:ns1="http://developer.intuit.com/"><ns1:authenticateResult><ns1:string>',
    '</ns1:string><ns1:string>',
    '</ns1:string><ns1:string>',
    '</ns1:string><ns1:string>',
    '</ns1:string></ns1:authenticateResult></ns1:authenticateResponse></soap:Body></soap:Envelope>',
  ],
  sendRequestXML: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:sendRequestXMLResponse xmlns:ns1="http://developer.intuit.com/"><ns1:sendRequestXMLResult>',
    '</ns1:sendRequestXMLResult></ns1:sendRequestXMLResponse></soap:Body></soap:Envelope>',
  ],
  receiveResponseXML: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:receiveResponseXMLResponse xmlns:ns1="http://developer.intuit.com/"><ns1:receiveResponseXMLResult>',
    '</ns1:receiveResponseXMLResult></ns1:receiveResponseXMLResponse></soap:Body></soap:Envelope>',
  ],
  connectionError: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:connectionErrorResponse xmlns:ns1="http://developer.intuit.com/"><ns1:connectionErrorResult>',
    '</ns1:connectionErrorResult></ns1:connectionErrorResponse></soap:Body></soap:Envelope>',
  ],
  getLastError: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:getLastErrorResponse xmlns:ns1="http://developer.intuit.com/"><ns1:getLastErrorResult>',
    '</ns1:getLastErrorResult></ns1:getLastErrorResponse></soap:Body></soap:Envelope>',
  ],
  closeConnection: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:closeConnectionResponse xmlns:ns1="http://developer.intuit.com/"><ns1:closeConnectionResult>',
    '</ns1:closeConnectionResult></ns1:closeConnectionResponse></soap:Body></soap:Envelope>',
  ],
  getServerVersion: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:getServerVersionResponse xmlns:ns1="http://developer.intuit.com/"><ns1:getServerVersionResult>',
    '</ns1:getServerVersionResult></ns1:getServerVersionResponse></soap:Body></soap:Envelope>',
  ],
  getInteractiveURL: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:getInteractiveURLResponse xmlns:ns1="http://developer.intuit.com/"><ns1:getInteractiveURLResult>',
    '</ns1:getInteractiveURLResult></ns1:getInteractiveURLResponse></soap:Body></soap:Envelope>',
  ],
  interactiveRejected: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:interactiveRejectedResponse xmlns:ns1="http://developer.intuit.com/"><ns1:interactiveRejectedResult>',
    '</ns1:interactiveRejectedResult></ns1:interactiveRejectedResponse></soap:Body></soap:Envelope>',
  ],
  interactiveDone: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:interactiveDoneResponse xmlns:ns1="http://developer.intuit.com/"><ns1:interactiveDoneResult>',
    '</ns1:interactiveDoneResult></ns1:interactiveDoneResponse></soap:Body></soap:Envelope>',
  ],
  isInteractiveDone: [
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><ns1:isInteractiveDoneResponse xmlns:ns1="http://developer.intuit.com/"><ns1:isInteractiveDoneResult>',
    '</ns1:isInteractiveDoneResult></ns1:isInteractiveDoneResponse></soap:Body></soap:Envelope>',
  ],
};
