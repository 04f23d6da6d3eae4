#!/usr/bin/env bash
# soap 1.13.0 (npm, "node-soap") answers a null result with xsi:nil and does not declare the prefix xsi. Namespaces in
# XML 1.0, section 5 (constraint "Prefix Declared"): every prefix but xml must be declared. A reader that knows
# namespaces refuses the whole reply. In the contract of the QuickBooks Web Connector null is a documented answer of
# clientVersion (Programmer's Guide p.66: null or "" lets the update go on), and the connector, a .NET program, cannot
# read such a reply. An empty string is written right.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  soap@1.13.0 saxes@6.0.0 >/dev/null ||
  { echo "cannot run: npm could not install soap 1.13.0"; exit 2; }

cat > ask.cjs <<'JS'
const http = require('node:http')
const { SaxesParser } = require('saxes')
const soap = require('soap')

const NS = 'http://developer.intuit.com/'
const type = (name, child) => `<s:element name="${name}"><s:complexType><s:sequence>
  <s:element minOccurs="0" name="${child}" type="s:string"/></s:sequence></s:complexType></s:element>`
const wsdl = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://www.w3.org/2001/XMLSchema"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="${NS}" targetNamespace="${NS}">
<types><s:schema targetNamespace="${NS}" elementFormDefault="qualified">
${type('clientVersion', 'strVersion')}${type('clientVersionResponse', 'clientVersionResult')}</s:schema></types>
<message name="in"><part name="parameters" element="tns:clientVersion"/></message>
<message name="out"><part name="parameters" element="tns:clientVersionResponse"/></message>
<portType name="Port"><operation name="clientVersion"><input message="tns:in"/><output message="tns:out"/>
</operation></portType>
<binding name="Binding" type="tns:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="clientVersion"><soap:operation soapAction="${NS}clientVersion" style="document"/>
<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
<service name="Service"><port name="Port" binding="tns:Binding"><soap:address location="http://127.0.0.1/"/></port>
</service>
</definitions>`
const request = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>
<clientVersion xmlns="${NS}"><strVersion>2.3.0.215</strVersion></clientVersion></Body></Envelope>`

const server = http.createServer((_, response) => response.end())
server.listen(0, '127.0.0.1', async () => {
  let result
  soap.listen(server, '/', { Service: { Port: { clientVersion: () => ({ clientVersionResult: result }) } } }, wsdl)
  for (result of ['', null]) {
    const reply = await fetch(`http://127.0.0.1:${server.address().port}/`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: `"${NS}clientVersion"` },
      body: request,
      signal: AbortSignal.timeout(20_000),
    })
    const xml = await reply.text()
    let verdict = 'well-formed'
    try {
      const parser = new SaxesParser({ xmlns: true })
      parser.on('error', (error) => { throw error })
      parser.write(xml).close()
    } catch (error) {
      verdict = error.message.replace(/^[\d:]+ /, '')
    }
    console.log(reply.status, /<clientVersionResult.*<\/clientVersionResult>/.exec(xml)?.[0], verdict)
  }
  process.exit()
})
JS
seen=$(timeout 50 node ask.cjs 2>&1) || true
expected='200 <clientVersionResult></clientVersionResult> well-formed
200 <clientVersionResult xsi:nil="true"></clientVersionResult> unbound namespace prefix: "xsi".'
if [ "$seen" = "$expected" ]; then
  echo "as seen: soap 1.13.0 answers null with an undeclared xsi:nil"
else
  printf 'changed: soap 1.13.0 now answers\n%s\n' "$seen"
  exit 1
fi
