#!/usr/bin/env bash
# jackson-dataformat-xml 2.23.0 (Maven) keeps of an unwrapped list only the elements after the last interruption.
# @JacksonXmlElementWrapper(useWrapping = false) is the way to bind repeated sibling elements to one list. When
# another element stands between them, a new list replaces the old one, without an error. QuickBooks answers an
# ItemQuery with ItemServiceRet, ItemGroupRet ... in any order (a choice in Intuit's schema): service items vanish,
# and a program that looks for the missing ones adds them again. The same document read with readTree has all of them.
set -euo pipefail
for tool in javac mvn; do
  command -v "$tool" >/dev/null ||
    { echo "cannot run: $tool is missing (Debian: default-jdk-headless, maven)"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > pom.xml <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml.jackson.dataformat</groupId>
      <artifactId>jackson-dataformat-xml</artifactId>
      <version>2.23.0</version>
    </dependency>
  </dependencies>
</project>
XML
timeout 240 mvn -q -B -Dmaven.repo.local="$work/m2" \
  dependency:copy-dependencies -DoutputDirectory="$work/jars" >mvn.log 2>&1 ||
  { echo "cannot run: Maven could not install jackson-dataformat-xml 2.23.0"; tail -5 mvn.log; exit 2; }

cat > Ask.java <<'JAVA'
import com.fasterxml.jackson.dataformat.xml.XmlMapper;
import com.fasterxml.jackson.dataformat.xml.annotation.JacksonXmlElementWrapper;
import java.util.List;

public class Ask {
  public static class Item {
    public String Name;
  }

  public static class Answer {
    @JacksonXmlElementWrapper(useWrapping = false)
    public List<Item> ItemServiceRet;
    @JacksonXmlElementWrapper(useWrapping = false)
    public List<Item> ItemGroupRet;
  }

  public static void main(String[] none) throws Exception {
    String first = "<ItemServiceRet><Name>01</Name></ItemServiceRet>";
    String second = "<ItemServiceRet><Name>02</Name></ItemServiceRet>";
    String group = "<ItemGroupRet><Name>99</Name></ItemGroupRet>";
    XmlMapper mapper = new XmlMapper();
    for (String xml : List.of(first + second + group, first + group + second)) {
      Answer answer = mapper.readValue("<ItemQueryRs>" + xml + "</ItemQueryRs>", Answer.class);
      StringBuilder names = new StringBuilder();
      for (Item item : answer.ItemServiceRet) names.append(item.Name).append(' ');
      System.out.println(names + "of " + mapper.readTree("<Rs>" + xml + "</Rs>").get("ItemServiceRet").size());
    }
  }
}
JAVA
seen=$({ javac -cp 'jars/*' Ask.java && java -cp 'jars/*:.' Ask; } 2>&1) || true
expected='01 02 of 2
02 of 2'
if [ "$seen" = "$expected" ]; then
  echo "as seen: jackson-dataformat-xml 2.23.0 drops the list items before an interruption"
else
  printf 'changed: jackson-dataformat-xml 2.23.0 now answers\n%s\n' "$seen"
  exit 1
fi
