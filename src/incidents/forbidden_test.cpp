#include "incidents/forbidden.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "base/problem.h"

namespace anlan::incidents {
namespace {

constexpr const char* k_forbidden_headers[] = {"race",
                                               "SUSP_RACE",
                                               "VIC_RACE",
                                               "VictimRace",
                                               "VICTIMRACE",
                                               "Suspect's race",
                                               "ethnicity",
                                               "Self-defined ethnicity",
                                               "Ethnic group",
                                               "Officer-defined ethnicity",
                                               "religion",
                                               "Religious belief",
                                               "political_view",
                                               "PoliticalAffiliation",
                                               "party member",
                                               "health",
                                               "Health Status",
                                               "medical_history",
                                               "face",
                                               "FaceImage",
                                               "face_id",
                                               "fingerprints",
                                               "finger print",
                                               "iris",
                                               "DNA",
                                               "DNAProfile",
                                               "biometric_hash",
                                               "plate",
                                               "License Plate",
                                               "licence-plate",
                                               "PLATENO",
                                               "phone",
                                               "Phone Number",
                                               "phonelocation",
                                               "mobile_number",
                                               "IMEI",
                                               "trajectory",
                                               "chat",
                                               "SMS",
                                               "message_content",
                                               "risk score",
                                               "Risk_Score",
                                               "RISKSCORE",
                                               "riskLevel",
                                               "risk-rating",
                                               "social credit",
                                               "ｒｉｓｋ　ｓｃｏｒｅ",
                                               "ＲＡＣＥ",
                                               "\xEF\xBB\xBFrace",
                                               "民族",
                                               "种族",
                                               "種族",
                                               "受害人民族",
                                               "宗教",
                                               "宗教信仰",
                                               "信仰",
                                               "政治面貌",
                                               "健康状况",
                                               "病史",
                                               "人脸",
                                               "人脸照片",
                                               "指纹",
                                               "虹膜",
                                               "嫌疑人DNA",
                                               "车牌",
                                               "车牌号",
                                               "車牌號碼",
                                               "手机号",
                                               "手机定位",
                                               "联系电话",
                                               "活动轨迹",
                                               "聊天记录",
                                               "短信内容",
                                               "风险评分",
                                               "风 险 等 级",
                                               "风险_等级",
                                               "積分",
                                               "积分",
                                               "籍贯"};

TEST(ForbiddenHeader, IsKnownInBothLanguagesAndEverySpelling) {
  for (const auto* header : k_forbidden_headers) {
    EXPECT_TRUE(forbidden_attribute(header)) << header;
  }
}

TEST(ForbiddenHeader, IsNotSeenWithinOtherWords) {
  for (const auto* header : {"occ_date",
                             "x_coordina",
                             "surface",
                             "trace",
                             "template",
                             "call_group_type",
                             "case_desc_type",
                             "fyear",
                             "CMPLNT_NUM",
                             "OFNS_DESC",
                             "PREM_TYP_DESC",
                             "Lat_Lon",
                             "Crime ID",
                             "Falls within",
                             "LSOA code",
                             "Last outcome category",
                             "Context",
                             "uid",
                             "offense_type",
                             "location_category",
                             "Primary Type",
                             "Description",
                             "District",
                             "Latitude",
                             "embrace",
                             "terrace",
                             "interface",
                             "Community Area",
                             "racecourse_road",
                             "hotel",
                             "score",
                             "level",
                             "案件编号",
                             "发案时间",
                             "案别",
                             "经度",
                             "纬度",
                             "派出所",
                             "地址",
                             "处置结果",
                             "报警方式",
                             "ID",
                             "",
                             "_",
                             "\xFF\xFE"}) {
    EXPECT_FALSE(forbidden_attribute(header)) << header;
  }
}

TEST(ForbiddenHeader, IsRefusedByNameWithTheWayOut) {
  const std::vector<std::string> nypd{"CMPLNT_NUM", "SUSP_AGE_GROUP", "SUSP_RACE", "VIC_RACE"};
  try {
    refuse_forbidden(nypd);
    FAIL() << "it was not refused";
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.code(), "incidents.forbidden_header");
    EXPECT_EQ(problem.kind(), ProblemKind::invalid);
    ASSERT_EQ(problem.faults().size(), 2U);
    EXPECT_EQ(problem.faults()[0].field, "SUSP_RACE");
    EXPECT_EQ(problem.faults()[1].field, "VIC_RACE");
    EXPECT_THAT(problem.sentence(), ::testing::HasSubstr("\"SUSP_RACE\""));
    EXPECT_THAT(problem.sentence(), ::testing::HasSubstr("Remove these columns"));
  }
  const std::vector<std::string> plain{"id", "kind", "occurred_from"};
  EXPECT_NO_THROW(refuse_forbidden(plain));
}

}  // namespace
}  // namespace anlan::incidents
