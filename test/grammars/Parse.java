import java.nio.file.Files;
import java.nio.file.Path;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;

/** Parses each file named, with JSqlParser; prints `file<TAB>complaint` for each that it refuses. */
public class Parse {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      try {
        CCJSqlParserUtil.parse(Files.readString(Path.of(file)), parser -> parser
            .withSquareBracketQuotation(false)
            .withAllowComplexParsing(true)
            .withTimeOut(60_000));
      } catch (Exception error) {
        System.out.println(file + "\t" + String.valueOf(error.getMessage()).replaceAll("\\s+", " "));
      }
    }
  }
}
