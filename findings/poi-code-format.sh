#!/usr/bin/env bash
# Apache POI (Maven poi 5.4.1), DataFormatter: a number whose format has two gaps is shown with all digits
# first and the gaps last: 33000 with 00\ 00\ 00 is "033000  ", with 0-00-00 "33000--". With one gap there
# are too many: 1103100 with 00-000 is 1-103-100 (Gnumeric: 1103-100). ECMA-376 part 1, 18.8.31 (numFmts):
# what is no placeholder stands where it is among the digits, once.
# For users: MasterFormat numbers that are kept as numbers with that format are exported as something else.
set -euo pipefail
for tool in java mvn; do
  command -v "$tool" > /dev/null || { echo "needs the Debian packages default-jdk and maven"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.poi</groupId><artifactId>poi</artifactId><version>5.4.1</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B -Dmaven.repo.local=repository org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory=lib > /dev/null 2>&1 || { echo "maven could not install"; exit 2; }
cat > Main.java <<'JAVA'
import java.util.Locale;
import org.apache.poi.ss.usermodel.DataFormatter;

public class Main {
    public static void main(String[] arguments) {
        DataFormatter formatter = new DataFormatter(Locale.US);
        Object[][] cells = {{33000, "00\\ 00\\ 00"}, {33000, "0-00-00"}, {3100, "00-000"}, {1103100, "00-000"}};
        for (Object[] cell : cells) {
            double value = ((Integer) cell[0]).doubleValue();
            System.out.println('"' + formatter.formatRawCellContents(value, 164, (String) cell[1]) + '"');
        }
    }
}
JAVA
seen=$(java -cp 'lib/*' Main.java 2> /dev/null | grep '^"')
expected='"033000  "
"33000--"
"03-100"
"1-103-100"'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 33000 is \"033000  \" and 33000--, 1103100 is 1-103-100"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
