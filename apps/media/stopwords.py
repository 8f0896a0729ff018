"""Words that search neither indexes nor looks for: English and Spanish, whatever the site's language.

The set is part of the contract (spec/api-media-bulk.md, appendix): a legacy server on the same database
indexes with it, so with another set a portal would find other media until everything is indexed anew.
"""

_CONTRACTIONS = ("n't", "'d", "'ll", "'m", "'re", "'s", "'ve")
_APOSTROPHES = "'\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"

_ASCII = """
    a about above across actualmente acuerdo adelante ademas adrede after afterwards again against ahi
    ahora al algo alguna algunas alguno algunos all alli almost alone along already alrededor also
    although always am ambos among amongst amount ampleamos an and another antano ante anterior antes any
    anyhow anyone anything anyway anywhere apenas aproximadamente aquel aquella aquellas aquello aquellos
    aqui are around arriba arribaabajo as asi at atras aun aunque ayer b back bajo bastante be became
    because become becomes becoming been before beforehand behind being below beside besides between
    beyond bien both bottom breve buen buena buenas bueno buenos but by c ca cada call can cannot casi
    cerca cierta ciertas cierto ciertos cinco claro como con conmigo conocer conseguimos conseguir
    considera consigo consigue consiguen consigues contigo contra cosas could creo cual cuales cualquier
    cuando cuanta cuantas cuanto cuantos cuatro cuenta d da dado dan dar de debajo debe deben debido decir
    del delante demasiado dentro deprisa desde despacio despues detras dia dias dice dicen dicho did
    dieron diferente diferentes dijeron dijo dio do does doing donde done dos down due durante during e
    each eight either ejemplo el eleven ella ellas ello ellos else elsewhere embargo empleais emplean
    emplear empleas empleo empty en encima encuentra enfrente enough enseguida entonces entre era erais
    eramos eran eras eres es esa esas ese eso esos esta estaba estabais estaban estabas estad estada
    estadas estado estados estais estamos estan estando estar estaremos estas este estemos esto estos
    estoy estuve estuviera estuvierais estuvieran estuvieras estuvieron estuviese estuvieseis estuviesen
    estuvieses estuvimos estuviste estuvisteis estuvo even ever every everyone everything everywhere ex
    except excepto existe existen f few fifteen fifty fin final first five for former formerly forty four
    from front fue fuera fuerais fueran fueras fueron fuese fueseis fuesen fueses fui fuimos fuiste
    fuisteis full further g general get give go gran grandes gueno h ha haber habia habida habidas habido
    habidos habiendo habla hablan habremos hace haceis hacemos hacen hacer hacerlo haces hacia haciendo
    had hago han has hasta have hay haya hayamos hayan hayas he hecho hemos hence her here hereafter
    hereby herein hereupon hers herself hicieron him himself his hizo horas how however hoy hube hubiera
    hubierais hubieran hubieras hubieron hubiese hubieseis hubiesen hubieses hubimos hubiste hubisteis
    hubo hundred i if igual in incluso indeed informo intenta intentais intentamos intentan intentar
    intentas intento into ir is it its itself j junto just k keep l la lado largo las last latter latterly
    le least lejos les less lleva llevar lo los luego lugar m made make mal manera many mas may mayor me
    meanwhile mediante medio mejor menos menudo mi mia mias mientras might mine mio mios mis misma mismas
    mismo mismos modo momento more moreover most mostly move much mucha muchas mucho muchos must muy my
    myself n nada nadie name namely neither never nevertheless next ni nine ninguna ningunas ninguno
    ningunos no nobody none noone nor nos nosotras nosotros not nothing now nowhere nuestra nuestras
    nuestro nuestros nueva nuevas nuevo nuevos nunca o ocho of off often on once one only onto or os other
    others otherwise otra otras otro otros our ours ourselves out over own p pais para parece part parte
    partir pasada pasado peor per perhaps pero pesar please poca pocas poco pocos podeis podemos poder
    podria podriais podriamos podrian podrias poner por porque posible primer primera primero primeros
    principalmente pronto propia propias propio propios proximo pudo pueda puede pueden puedo pues put q
    qeu que queremos quien quienes quiere quite quiza quizas r raras rather re realizado realizar really
    regarding repente respecto s sabe sabeis sabemos saben saber sabes sal salvo same say se sea seamos
    sean seas see seem seemed seeming seems segun segunda segundo seis ser sera seremos serious several
    she should show si side sido siempre siendo siete sigue siguiente sin since sino six sixty so sobre
    sois sola solamente solas solo solos some somehow someone something sometime sometimes somewhere somos
    son soy soyos still su such supuesto sus suya suyas suyo suyos t take tal tambien tampoco tan tanto
    tarde te temprano ten tendremos tened teneis tenemos tener tenga tengamos tengan tengas tengo tenida
    tenidas tenido tenidos teniendo tercera than that the their them themselves then thence there
    thereafter thereby therefore therein thereupon these they third this those though three through
    throughout thru thus ti tiempo tiene tienen tienes to toda todas todavia todo todos together too top
    total toward towards trabaja trabajais trabajamos trabajan trabajar trabajas trabajo tras trata tres
    tu tus tuve tuviera tuvierais tuvieran tuvieras tuvieron tuviese tuvieseis tuviesen tuvieses tuvimos
    tuviste tuvisteis tuvo tuya tuyas tuyo tuyos twelve twenty two u ultimo un una unas under unless uno
    unos until up upon us usa usais usamos usan usar usas used using uso usted ustedes v va vais valor
    vamos van varias varios various vaya veces ver verdad verdadera verdadero very vez via vosotras
    vosotros voy vuestra vuestras vuestro vuestros w was we well were what whatever when whence whenever
    where whereafter whereas whereby wherein whereupon wherever whether which while whither who whoever
    whole whom whose why will with within without would x y ya yet yo you your yours yourself yourselves z
"""

_ACCENTED = """
    además afirmó agregó ahí algún allí antaño aquél aquélla aquéllas aquéllos aquí aseguró así añadió aún
    comentó consideró cuál cuáles cuándo cuánta cuántas cuánto cuántos cómo dejó demás después detrás día
    días dónde estará estarán estarás estaré estaréis estaría estaríais estaríamos estarían estarías
    estuviéramos estuviésemos está estábamos estáis están estás esté estéis estén estés explicó expresó
    fuéramos fuésemos habrá habrán habrás habré habréis habría habríais habríamos habrían habrías habéis
    había habíais habíamos habían habías hayáis hubiéramos hubiésemos indicó informó llegó manifestó
    mencionó más mí mía mías mío míos ningún paìs podrá podrán podría podrían próximo próximos quedó quizá
    quizás quién quiénes qué realizó según será serán serás seré seréis sería seríais seríamos serían
    serías seáis señaló sé sí sólo también tendrá tendrán tendrás tendré tendréis tendría tendríais
    tendríamos tendrían tendrías tengáis tenéis tenía teníais teníamos tenían tenías todavía través
    tuviéramos tuviésemos tú él éramos ésa ésas ése ésos ésta éstas éste éstos última últimas último
    últimos
"""

STOP_WORDS = frozenset(
    [
        *_ASCII.split(),
        *_ACCENTED.split(),
        *(word.replace("'", apostrophe) for word in _CONTRACTIONS for apostrophe in _APOSTROPHES),
    ]
)
